import { messageOf } from '../../core/error.ts';
import type { GitHubResult } from '../backend.ts';
import { inWords, isUnsent } from '../http/network-errors.ts';

/** An octokit answer to a successful request. */
type Response = { status: number; data: unknown; headers: Record<string, unknown> };

/**
 * Makes one octokit call into a result: an HTTP status never throws, and a request that was certainly not sent is
 * marked as such.
 */
export async function resultOfCall(call: () => Promise<Response>): Promise<GitHubResult> {
  try {
    return answer(await call());
  } catch (error) {
    return failure(error);
  }
}

function answer({ status, data, headers }: Response): GitHubResult {
  const texts = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return { type: 'answer', status, data: toJson(data), headers: Object.fromEntries(texts) };
}

function failure(error: unknown): GitHubResult {
  const response = property(error, 'response');
  if (isResponse(response)) return answer(response);
  // Octokit attaches the request to every network error; without it the request was never sent.
  const sent = property(error, 'request') !== undefined || property(error, 'name') === 'AbortError';
  const code = codeOf(error) ?? '';
  const reason = inWords(code, messageOf(error));
  if (!sent || isUnsent(code)) {
    return { type: 'unsent', message: `GitHub was not reached: ${reason}` };
  }
  return { type: 'unanswered', message: `GitHub did not answer: ${reason}` };
}

/** JSON answers are already parsed; anything else octokit may return (bytes, an empty text) is not used. */
function toJson(data: unknown): (GitHubResult & { type: 'answer' })['data'] {
  if (data === undefined || data === '' || data instanceof ArrayBuffer) return null;
  // Octokit parses numbers that are too long as BigInt, which cannot be stored as JSON.
  return JSON.parse(JSON.stringify(data, (_key, value) => (typeof value === 'bigint' ? String(value) : value)));
}

/** The first error code on the way to the root cause. */
function codeOf(error: unknown): string | null {
  for (let current = error, depth = 0; current !== undefined && depth < 5; depth += 1) {
    const code = property(current, 'code');
    if (typeof code === 'string') return code;
    current = property(current, 'cause');
  }
  return null;
}

function isResponse(value: unknown): value is Response {
  return typeof property(value, 'status') === 'number' && typeof property(value, 'headers') === 'object';
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
