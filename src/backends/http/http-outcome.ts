import type { Json } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import type { HttpResult } from '../backend.ts';
import { limitWait, retryAfter } from './retry-after.ts';

/** What it means that there is no answer. Whoever gave one that cannot be read would give it again. */
export const withoutAnswer = {
  refused: 'rejected',
  unsent: 'retry',
  unanswered: 'unknown',
  unreadable: 'rejected',
} as const;

/** Statuses that may pass when the same request comes again. */
function mayPass(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * What an HTTP answer means for a call that the other side recognises when it is repeated. `onSuccess` makes the
 * outcome of a 2xx, or of what `isSuccess` takes for one; every other answer means the same for all HTTP backends. `now` in ms,
 * for Retry-After dates.
 */
export function httpOutcome(
  result: HttpResult,
  now: number,
  onSuccess: (answer: { status: number; response: Json }) => Outcome,
  isSuccess = (status: number): boolean => status >= 200 && status < 300,
): Outcome {
  if (result.type !== 'answer') return { type: withoutAnswer[result.type], message: result.message };
  const { status } = result;
  // A cut body could end in half a secret, so nothing of it is kept.
  const text = result.truncated ? '' : result.text;
  const response = result.truncated ? `[not kept: ${result.lost ?? 'the answer is not whole'}]` : answerOf(text);
  if (isSuccess(status)) return onSuccess({ status, response });
  const common = { statusCode: status, response };
  const isGitHub = 'x-github-request-id' in result.headers;
  const limited = limitWait({ status, headers: result.headers, data: response, isGitHub }, now);
  if (mayPass(status) || limited !== null) {
    const after = limited ?? retryAfter(result.headers['retry-after'], now);
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

/** The reason that an answer gives, on one line, or its status where it gives none. */
export function reasonOr(reason: string | null, status: number): string {
  return oneLine(reason ?? '') || `status ${status}`;
}

/** A text on one line, for messages. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
