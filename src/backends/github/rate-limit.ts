import { valueAt } from '../../core/json.ts';
import type { GitHubResult } from '../backend.ts';
import { limitWait } from '../http/retry-after.ts';

/** An answer of GitHub, whatever its status. */
export type GitHubAnswer = GitHubResult & { type: 'answer' };

/** Seconds to wait when the answer says that a rate limit was hit, otherwise null. `now` in ms since the epoch. */
export function rateLimitWait({ status, headers, data }: GitHubAnswer, now: number): number | null {
  return limitWait({ status, headers, data, isGitHub: true }, now);
}

/** GitHub's own reason in an answer, or a sentence with the status. */
export function reasonOf({ status, data }: GitHubAnswer): string {
  const message = valueAt(data, 'message');
  // Some of GitHub's reasons span several lines: "Invalid request.\n\n…".
  return typeof message === 'string' && message !== ''
    ? message.replace(/\s+/g, ' ').slice(0, 1000)
    : `status ${status}`;
}
