import { cancelled } from '../../core/run/intervene.ts';
import type { Run } from '../../core/run/run.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Tx } from '../../store/store.ts';
import { newId } from '../ids.ts';
import type { Live } from '../match/live-automations.ts';
import { storeRunEvents } from '../runs/run-events.ts';
import type { World } from '../world.ts';
import { contextsOf } from './contexts.ts';

/** Runs that ended, before and after, and the events that say so. */
export type Ended = { ended: { before: Run; after: Run }[]; events: StoredEvent[] };

/** Ends locked runs that have not ended; `why` completes the summary, such as `by ada`. */
export function cancelRuns(
  tx: Tx,
  world: Pick<World, 'clock' | 'settings'>,
  live: Pick<Live, 'listeners'>,
  runs: readonly Run[],
  { why, by }: { why: string; by: string | null },
): Promise<Ended> {
  const now = world.clock.now();
  return endRuns(tx, world, live, runs, by, (run) => cancelled(run, why, by, now));
}

/** Ends locked runs with `end`, and adds a line to their logs. */
export async function endRuns(
  tx: Tx,
  world: Pick<World, 'clock' | 'settings'>,
  { listeners }: Pick<Live, 'listeners'>,
  runs: readonly Run[],
  by: string | null,
  end: (run: Run) => Run,
): Promise<Ended> {
  const ended = runs.filter(({ endedAt }) => endedAt === null).map((before) => ({ before, after: end(before) }));
  await tx.runs.save(ended.map(({ after }) => after));
  await tx.history.addLogs(
    ended.map(({ after: { id, summary } }) => ({
      id: newId('log'),
      runId: id,
      by,
      level: 'warning',
      message: summary ?? '',
    })),
  );
  const contexts = await contextsOf(
    tx,
    listeners,
    ended.map(({ after }) => after),
  );
  const changes = ended.map(({ before, after }, index) => ({
    before,
    steps: [after],
    ...(contexts[index] ?? { automation: null, event: null }),
  }));
  return { ended, events: await storeRunEvents(tx, world, listeners, changes) };
}
