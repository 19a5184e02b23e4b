/**
 * Seconds before each further attempt, after the first: the spacing of the Standard Webhooks specification,
 * about 75 hours in all. docs/backends is generated from it.
 */
export const retrySchedule: readonly number[] = [
  5,
  5 * 60,
  30 * 60,
  2 * 3600,
  5 * 3600,
  10 * 3600,
  14 * 3600,
  20 * 3600,
  24 * 3600,
];

/** Share of the wait that chance may add, so that calls which failed together do not come back together. */
export const jitter = 0.1;

/** The longest wait that the other side may ask for, in seconds: a day, as long as the schedule's longest. */
export const longestWait = 24 * 3600;

/**
 * Milliseconds to wait after attempt number `attempt` (1 is the first) failed, or null when it was the last.
 * `after` is what the other side asked for, in seconds; `chance` is a number in [0, 1).
 */
export function retryDelay(
  attempt: number,
  after: number | undefined,
  chance: number,
  schedule: readonly number[] = retrySchedule,
): number | null {
  const planned = schedule[attempt - 1];
  if (planned === undefined) return null;
  const seconds = Math.max(planned * (1 + jitter * chance), Math.min(after ?? 0, longestWait));
  return Math.round(seconds * 1000);
}
