import type { Json } from '../../core/json.ts';
import { longestWait } from '../../core/run/retry.ts';
import type { Outcome } from '../../core/run/run.ts';
import type { HttpResult } from '../backend.ts';

/** What it means that there is no answer. */
export const withoutAnswer = { refused: 'rejected', unsent: 'retry', unanswered: 'unknown' } as const;

/** Statuses that may pass when the same request comes again. */
function mayPass(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * What an HTTP answer means for a call that the other side recognises when it is repeated. `onSuccess` makes the
 * outcome of a 2xx; every other answer means the same for all HTTP backends. `now` in ms, for Retry-After dates.
 */
export function httpOutcome(
  result: HttpResult,
  now: number,
  onSuccess: (answer: { status: number; response: Json }) => Outcome,
): Outcome {
  if (result.type !== 'answer') return { type: withoutAnswer[result.type], message: result.message };
  const { status } = result;
  // A cut body could end in half a secret, so nothing of it is kept.
  const text = result.truncated ? '' : result.text;
  const response = result.truncated ? '[not kept: the answer is larger than 256 KiB]' : answerOf(text);
  if (status >= 200 && status < 300) return onSuccess({ status, response });
  const common = { statusCode: status, response };
  if (mayPass(status)) {
    const after = retryAfter(result.headers['retry-after'], now);
    return { type: 'retry', message: `HTTP ${status}${excerpt(text)}`, ...common, ...(after && { after }) };
  }
  if (status >= 300 && status < 400) {
    return {
      type: 'rejected',
      message: `HTTP ${status}: redirects are not followed, name the final address`,
      ...common,
    };
  }
  return { type: 'rejected', message: `HTTP ${status}${excerpt(text)}`, ...common };
}

/**
 * Seconds from a Retry-After header (RFC 9110 10.2.3: seconds or a date), a day at most; undefined when absent or
 * unreadable.
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Math.min(Number(header), longestWait);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, Math.ceil((date - now) / 1000)), longestWait);
}

/** The deepest nesting of an answer that is read: what walks through it later, and the database, have no room for more. */
const deepest = 100;

/** A body as JSON where it is JSON of a usable depth, else as text; null for an empty one. */
export function answerOf(text: string): Json {
  if (text === '') return null;
  try {
    const value = JSON.parse(text) as Json;
    return isDeeper(value, deepest) ? text : value;
  } catch {
    return text;
  }
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

/** The whole body: whoever shortens it must have taken the secrets out first, or half of one stays at the cut. */
function excerpt(text: string): string {
  const line = oneLine(text);
  return line === '' ? '' : `: ${line}`;
}

/** A text on one line, for messages. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
