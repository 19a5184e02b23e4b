import { valueAt } from '../../core/json.ts';
import type { GitHubResult } from '../backend.ts';

/** GitHub's advice for a limit that names no time (REST API best practices). */
const unnamedWait = 60;

type Answer = GitHubResult & { type: 'answer' };

/** Seconds to wait when the answer says that a rate limit was hit, else null. `now` in ms since the epoch. */
export function rateLimitWait({ status, headers, data }: Answer, now: number): number | null {
  if (status !== 403 && status !== 429) return null;
  const retryAfter = seconds(headers['retry-after']);
  const usedUp = headers['x-ratelimit-remaining'] === '0';
  const message = valueAt(data, 'message');
  const named = typeof message === 'string' && /rate limit/i.test(message);
  if (status === 403 && retryAfter === null && !usedUp && !named) return null;
  if (retryAfter !== null) return Math.max(retryAfter, 1);
  const reset = seconds(headers['x-ratelimit-reset']);
  return usedUp && reset !== null ? Math.max(Math.ceil(reset - now / 1000), 1) : unnamedWait;
}

function seconds(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,12}$/.test(header) ? Number(header) : null;
}

/** GitHub's own reason in an answer, or a sentence with the status. */
export function reasonOf({ status, data }: Answer): string {
  const message = valueAt(data, 'message');
  // GitHub writes some reasons over several lines: "Invalid request.\n\n…".
  return typeof message === 'string' && message !== ''
    ? message.replace(/\s+/g, ' ').slice(0, 1000)
    : `status ${status}`;
}
