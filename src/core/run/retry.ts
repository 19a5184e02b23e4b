/**
 * The waits in seconds before the second and further attempts: the schedule of the Standard Webhooks specification,
 * about 75 hours in total. docs/backends is generated from it.
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

/** The share of the wait that may be added at random, so that calls that failed together do not retry together. */
export const jitter = 0.1;

/** The longest wait that the other side may request, in seconds: a day, like the longest wait of the schedule. */
export const maxWaitSeconds = 24 * 3600;

/**
 * The delay in milliseconds after attempt number `attempt` (the first is 1) failed; null if it was the last. `after` is
 * what the other side requested, in seconds; `chance` is a number in [0, 1).
 */
export function retryDelay(
  attempt: number,
  after: number | undefined,
  chance: number,
  schedule: readonly number[] = retrySchedule,
): number | null {
  const planned = schedule[attempt - 1];
  if (planned === undefined) return null;
  const seconds = Math.max(planned * (1 + jitter * chance), Math.min(after ?? 0, maxWaitSeconds));
  return Math.round(seconds * 1000);
}
