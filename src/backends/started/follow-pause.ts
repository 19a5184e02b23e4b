/**
 * Seconds until the next look at work of this age (ms): a quarter of it, between one and ten minutes. Webhooks report
 * the end at once, and polling a thousand long jobs must not exhaust an hourly rate limit.
 */
export function followPause(age: number): number {
  return Math.round(Math.min(Math.max(age / 4000, 60), 600));
}
