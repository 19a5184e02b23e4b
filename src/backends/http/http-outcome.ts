import type { Json } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import type { HttpResult } from '../backend.ts';
import { limitWait, retryAfter } from './retry-after.ts';

/** The outcome when there is no answer. A receiver whose answer cannot be read would send the same again. */
export const withoutAnswer = {
  refused: 'rejected',
  unsent: 'retry',
  unanswered: 'unknown',
  unreadable: 'rejected',
} as const;

/** True for statuses that may succeed when the request is repeated. */
function mayPass(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * The outcome of an HTTP answer, for a call that the receiver recognizes when it is repeated. `onSuccess` makes the
 * outcome of a 2xx, or of what `isSuccess` accepts; other answers mean the same for all HTTP backends. `now` in ms, for
 * Retry-After dates.
 */
export function httpOutcome(
  result: HttpResult,
  now: number,
  onSuccess: (answer: { status: number; response: Json }) => Outcome,
  isSuccess = (status: number): boolean => status >= 200 && status < 300,
): Outcome {
  if (result.type !== 'answer') return { type: withoutAnswer[result.type], message: result.message };
  const { status } = result;
  // A truncated body could end in half a secret, so none of it is kept.
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
      message: `HTTP ${status}: redirects are not followed; use the final address`,
      ...common,
    };
  }
  return { type: 'rejected', message: `HTTP ${status}${excerpt(text)}`, ...common };
}

/** The deepest nesting that is parsed: deeper values would overflow later recursion, and the database. */
const deepest = 100;

/** A body as JSON if it is JSON of limited depth, otherwise as text; null for an empty one. */
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

/** The whole body, not yet shortened: cutting before redaction could leave half a secret. */
function excerpt(text: string): string {
  const line = oneLine(text);
  return line === '' ? '' : `: ${line}`;
}

/** The reason in an answer, on one line, or its status when there is none. */
export function reasonOr(reason: string | null, status: number): string {
  return oneLine(reason ?? '') || `status ${status}`;
}

/** Puts a text on one line, for messages. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
