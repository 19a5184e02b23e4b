import type { HealthReport } from '../../core/views/health.ts';

/** How many entries of a report need attention; what merely never happened does not. */
export function attentionOf(report: HealthReport): number {
  const { folder, targets, conditions, failing, deliveries, missingSecrets } = report;
  return [targets, conditions, failing, deliveries, missingSecrets].reduce(
    (sum, { length }) => sum + length,
    folder?.error ? 1 : 0,
  );
}
