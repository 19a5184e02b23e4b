import { messageOf } from '../../core/error.ts';
import type { GitHubResult } from '../backend.ts';
import { inWords, isUnsent } from '../http/network-errors.ts';

/** What octokit gives back for a request that succeeded. */
type Response = { status: number; data: unknown; headers: Record<string, unknown> };

/** One call through octokit as a result: an HTTP status never throws, and what was certainly not sent is told apart. */
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
  // Octokit gives the request with every error of the network; without it the request was not even made.
  const sent = property(error, 'request') !== undefined || property(error, 'name') === 'AbortError';
  const code = codeOf(error) ?? '';
  const reason = inWords(code, messageOf(error));
  if (!sent || isUnsent(code)) {
    return { type: 'unsent', message: `GitHub was not reached: ${reason}` };
  }
  return { type: 'unanswered', message: `GitHub did not answer: ${reason}` };
}

/** A JSON answer is JSON already; anything else that octokit may give (bytes, an empty text) carries nothing for us. */
function toJson(data: unknown): (GitHubResult & { type: 'answer' })['data'] {
  if (data === undefined || data === '' || data instanceof ArrayBuffer) return null;
  // Octokit's parser makes a BigInt of a number that is too long, which nothing after us could store.
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
