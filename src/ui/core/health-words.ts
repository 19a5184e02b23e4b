import type { CheckView, HealthReport } from '../../core/views/health-view.ts';

/** How many entries of a report need attention; what merely never happened does not. */
export function attentionOf(report: HealthReport): number {
  const { folder, targets, conditions, failing, deliveries, missingSecrets } = report;
  return [targets, conditions, failing, deliveries, missingSecrets].reduce(
    (sum, { length }) => sum + length,
    folder?.error ? 1 : 0,
  );
}

const order = { error: 0, warning: 1, ok: 2 } as const;

/** Turns a fix as `doctor` prints it into a complete sentence. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Checks with what is wrong first, otherwise in the order of the service. */
export function worstFirst(checks: readonly CheckView[]): CheckView[] {
  return [...checks].sort((a, b) => order[a.state] - order[b.state]);
}
