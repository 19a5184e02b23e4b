import type { Metrics } from '../metrics.ts';
import type { Log } from '../world.ts';

/** Wraps the metrics so that each run that ends also writes one log line: its result, and who ended it. */
export function logEnds(metrics: Metrics, log: Log): Metrics {
  return {
    ...metrics,
    ended(before, after) {
      metrics.ended(before, after);
      if (after.endedAt === null || (before !== null && before.endedAt !== null)) return;
      const { id, automation, eventId, status, attempt, target, updatedBy } = after;
      const fields = { run: id, automation, event: eventId, status, attempts: attempt, target, by: updatedBy };
      log.info({ ...fields, ms: after.endedAt - after.createdAt }, 'a run ended');
    },
  };
}
