import type { Automation } from '../../core/automation.ts';
import type { Event } from '../../core/event/event.ts';
import type { Listeners } from '../../core/match/listeners.ts';
import { causedBy, type Run } from '../../core/run/run.ts';
import { isVisibleChange } from '../../core/run/run-change.ts';
import { runEvent } from '../../core/run/view-run.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Tx } from '../../store/store.ts';
import { runSource } from '../event-sources/own-sources.ts';
import { newId } from '../ids.ts';
import type { World } from '../world.ts';

/** A run that was created (`before` null) or changed, step by step. */
export type RunSteps = {
  before: Run | null;
  steps: readonly Run[];
  automation: Automation | null;
  event: Event | null;
};

/**
 * Stores the events of runs in the transaction that changes them, only where an automation listens, and returns them
 * for matching. A blocked run makes no event: an automation that listens to its own runs would otherwise create blocked
 * runs forever. A run in shadow mode makes none either: nothing happened.
 */
export async function storeRunEvents(
  tx: Tx,
  world: Pick<World, 'clock' | 'settings'>,
  listeners: Listeners,
  changes: readonly RunSteps[],
): Promise<StoredEvent[]> {
  const now = world.clock.now();
  const events = changes.flatMap(({ before, steps, automation, event }) => {
    let previous = before;
    return steps.flatMap((after): StoredEvent[] => {
      const heard = after.phase === 'blocked' || after.shadow ? undefined : listeners.runs.get(after.automation);
      const changed = previous === null ? heard?.created : heard?.updated && isVisibleChange(previous, after);
      const made: StoredEvent[] = changed
        ? [
            {
              event: runEvent(
                newId('event'),
                { before: previous, after },
                { automation, event },
                { now, orgId: world.settings.orgId },
              ),
              source: runSource.name,
              ...causedBy(after),
              receivedAt: now,
              matchedAt: null,
              errors: [],
            },
          ]
        : [];
      previous = after;
      return made;
    });
  });
  await tx.events.insert(events);
  return events;
}
