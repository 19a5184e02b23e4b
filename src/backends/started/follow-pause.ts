/**
 * Seconds until the next look at work of this age (ms): a quarter of it, between one and ten minutes. Webhooks bring the
 * news at once; a thousand long jobs must not use up an hourly limit.
 */
export function followPause(age: number): number {
  return Math.round(Math.min(Math.max(age / 4000, 60), 600));
}
