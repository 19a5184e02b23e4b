import type { GitHubResult } from '../../backends/backend.ts';
import { rateLimitWait, reasonOf } from '../../backends/github/rate-limit.ts';

/** The limits that an import observes with GitHub; times in ms. */
export const importPace = {
  /** The share of an installation's hourly calls that an import leaves for ordinary work, such as starting workflows. */
  reserve: 0.2,
  /** The pause between two requests, which keeps an import below GitHub's limit of requests in a minute. */
  between: 100,
  /** The pause after a request that failed: doubled after each failure, up to `longest`. */
  afterFailure: 5_000,
  longest: 5 * 60_000,
  /** The number of consecutive failures after which a list is skipped. */
  attempts: 5,
} as const;

/** What one of GitHub's answers means for an import. */
export type Answered =
  /** `rest`: until when (ms) the import leaves the remaining calls to others; null: it need not. */
  | { type: 'data'; data: unknown; next: boolean; last: number | null; rest: number | null }
  /** Nothing is known yet, so ask again. `failed`: this counts as a failure of the request. */
  | { type: 'wait'; until: number; why: string; failed: boolean }
  /** The App lacks the permission. */
  | { type: 'refused' }
  /** The repository cannot be read. */
  | { type: 'gone'; why: string }
  /** This list cannot be read; without `why` there is nothing to report. */
  | { type: 'none'; why: string | null }
  /** The whole import cannot continue. */
  | { type: 'over'; why: string };

/** Decides what an answer means; `attempts`: how often this request failed before. */
export function readAnswer(result: GitHubResult, now: number, attempts: number): Answered {
  const pause = Math.min(importPace.afterFailure * 2 ** attempts, importPace.longest);
  const later = (why: string): Answered => ({ type: 'wait', until: now + pause, why, failed: true });
  if (result.type === 'no-installation') return { type: 'over', why: result.message };
  // The request did not reach GitHub, so this says nothing about its subject.
  if (result.type === 'unsent') return later(result.message);
  if (result.type !== 'answer') {
    return attempts + 1 < importPace.attempts ? later(result.message) : left(result.message);
  }
  const seconds = rateLimitWait(result, now);
  const { status } = result;
  if (seconds !== null) {
    return { type: 'wait', until: now + seconds * 1_000, why: "GitHub's rate limit was reached", failed: false };
  }
  if (status === 200) {
    const { next, last } = pagesOf(result.headers.link);
    return { type: 'data', data: result.data, next, last, rest: restOf(result.headers, now) };
  }
  const why = `GitHub answered ${status}: ${reasonOf(result)}`;
  if (status === 403 && /not accessible by integration/i.test(reasonOf(result))) return { type: 'refused' };
  if (status === 404 || status === 403 || status === 451) return { type: 'gone', why };
  // 410: issues are switched off.
  if (status === 410) return { type: 'none', why: null };
  if (status === 401 || status >= 500) return attempts + 1 < importPace.attempts ? later(why) : left(why);
  return left(why);
}

const left = (why: string): Answered => ({ type: 'none', why });

/** Until when (ms) the remaining calls are left to others; null: there are enough. */
function restOf(headers: Readonly<Record<string, string>>, now: number): number | null {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
  );
  if (limit === undefined || remaining === undefined || !(remaining <= limit * importPace.reserve)) return null;
  // At most an hour, which is how long a limit lasts.
  const until = reset !== undefined && reset > 0 ? reset * 1_000 : now + 60_000;
  return Math.min(Math.max(until, now + 1_000), now + 3_600_000);
}

/** What a Link header says: whether there is a next page, and the number of the last one. */
function pagesOf(link: string | undefined): { next: boolean; last: number | null } {
  const addresses = new Map(
    [...(link ?? '').matchAll(/<([^<>]*)>;\s*rel="(\w+)"/g)].map(([, address = '', rel = '']) => [rel, address]),
  );
  const last = addresses.get('last');
  const page = last !== undefined && URL.canParse(last) ? Number(new URL(last).searchParams.get('page')) : 0;
  return { next: addresses.has('next'), last: Number.isSafeInteger(page) && page > 0 ? page : null };
}
