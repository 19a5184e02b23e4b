import type { Event } from '../event/event.ts';
import { valueAt } from '../json.ts';
import type { LogLine, Run } from './run.ts';

/**
 * The key that runs must share for a later one to replace an earlier one: the entity of their events, `''` if there is
 * none.
 */
export function debounceKey(event: Event): string {
  if (event.resourceType === 'entity') {
    const { blueprintIdentifier, entityIdentifier } = event.context;
    return JSON.stringify([blueprintIdentifier, entityIdentifier]);
  }
  const run = event.diff.after ?? event.diff.before ?? {};
  const [blueprint, entity] = [valueAt(run, 'blueprint', 'identifier'), valueAt(run, 'entity', 'identifier')];
  return typeof entity === 'string' ? JSON.stringify([blueprint ?? null, entity]) : '';
}

/** The decision on the waiting runs of one entity: the last one stays, the others end. */
export type Debounced = { last: Run; replaced: Run[]; lines: (LogLine & { runId: string })[] };

/**
 * Decides which of the runs of one entity (oldest first) makes its call: the last one, when the time of the first one
 * is over. So an entity that changes all the time is not delayed forever. `window` is the configured time, such as
 * `30s`.
 */
export function debounced(runs: readonly Run[], window: string, now: number): Debounced | null {
  const last = runs.at(-1);
  if (last === undefined || runs.length < 2) return null;
  const earlier = runs.slice(0, -1);
  const due = runs.flatMap(({ nextAt }) => nextAt ?? []);
  const replaced = earlier.map((run) => replacedBy(run, last, window, now));
  return {
    last: { ...last, nextAt: due.length === 0 ? null : Math.min(...due) },
    replaced,
    lines: [
      ...replaced.map(({ id, summary }) => ({ runId: id, level: 'info' as const, message: summary ?? '' })),
      ...earlier.map(({ id, eventId }) => ({
        runId: last.id,
        level: 'info' as const,
        message: `Replaces run ${id} of event ${eventId}: both are about the same entity, within ${window}`,
      })),
    ],
  };
}

/** An earlier run that is not called, because a later event made it obsolete. */
function replacedBy(run: Run, last: Run, window: string, now: number): Run {
  return {
    ...run,
    status: 'SUCCESS',
    phase: 'ended',
    statusLabel: 'REPLACED',
    summary: `Not called: run ${last.id} of a later event of the same entity replaced it within ${window}`,
    nextAt: null,
    updatedAt: now,
    endedAt: now,
  };
}
