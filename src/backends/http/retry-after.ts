import { type Json, valueAt } from '../../core/json.ts';
import { maxWaitSeconds } from '../../core/run/retry.ts';

/**
 * Seconds from a Retry-After header (RFC 9110 10.2.3: seconds or a date), at most a day; undefined when it is absent,
 * in the past or unreadable. Accepts fractions and units, which some servers write; of several values the longest wait
 * counts.
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  const waits = valuesOf(header ?? '').flatMap((value) => secondsOf(value, now) ?? []);
  const maxSeconds = Math.max(0, ...waits);
  return maxSeconds > 0 ? Math.min(maxSeconds, maxWaitSeconds) : undefined;
}

/** Splits a header's values, keeping the comma after a date's day of the week. */
function valuesOf(header: string): string[] {
  return header.split(/,(?<!\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},)/i).map((value) => value.trim());
}

function secondsOf(value: string, now: number): number | undefined {
  const [, amount, unit = 's'] =
    /^\+?(\d{1,15}(?:\.\d{0,9})?)\s*(ms|s|secs?|seconds?|m|mins?|minutes?)?$/i.exec(value) ?? [];
  if (amount !== undefined) {
    const size = /^ms$/i.test(unit) ? 0.001 : /^m/i.test(unit) ? 60 : 1;
    return Math.ceil(Number(amount) * size);
  }
  // Only what looks like a date: `Date.parse` reads a mistyped number as a date in 2001.
  if (!/^(?:[a-z]{3,9},? |\d{4}-\d\d-\d\dT)/i.test(value)) return undefined;
  const hasZone = /(?:gmt|utc|z|[+-]\d\d:?\d\d)$/i.test(value);
  const date = Date.parse(hasZone ? value : `${value}${/^\d/.test(value) ? 'Z' : ' GMT'}`);
  return Number.isNaN(date) ? undefined : Math.ceil((date - now) / 1000);
}

/** GitHub's advice for a limit without a time (REST API best practices), seconds. */
const unnamedWait = 60;

/** The part of an answer that shows a rate limit. */
export type RateLimitedAnswer = {
  status: number;
  headers: Readonly<Record<string, string>>;
  data: Json;
  isGitHub: boolean;
};

/**
 * Seconds to wait when an answer says that a rate limit was hit, otherwise null. `now` in ms since the epoch. GitHub
 * answers 403 as well as 429; a 403 from any server is a limit if it names a time or has no remaining calls.
 */
export function limitWait({ status, headers, data, isGitHub }: RateLimitedAnswer, now: number): number | null {
  if (status !== 403 && status !== 429) return null;
  const wait = retryAfter(headers['retry-after'], now);
  if (wait !== undefined) return wait;
  const usedUp = headers['x-ratelimit-remaining']?.trim() === '0';
  const message = valueAt(data, 'message');
  const named = isGitHub && (status === 429 || (typeof message === 'string' && /rate limit/i.test(message)));
  if (!usedUp && !named) return null;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  return usedUp && reset > 0 ? Math.min(Math.max(Math.ceil(reset - now / 1000), 1), maxWaitSeconds) : unnamedWait;
}
