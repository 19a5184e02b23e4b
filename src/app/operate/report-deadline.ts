import { readDuration } from '../../core/event/duration.ts';
import { unreported } from '../../core/run/intervene.ts';
import type { Live, LiveAutomations } from '../match/live-automations.ts';
import type { World } from '../world.ts';
import { endRuns } from './cancel.ts';
import { alertOfAutomations } from './raise-alerts.ts';
import type { OnRound } from './run-rounds.ts';

const batchSize = 200;

/** A time limit for reports, the runs that it applies to, and where it was set. */
type Deadline = { ms: number; text: string; of: { automation: string } | { but: string[] }; from: string };

/** Fails accepted runs without a report in time; without a time for them they wait forever, as in Port. */
export function createReportDeadline(
  world: Pick<World, 'store' | 'clock' | 'settings' | 'metrics' | 'log'>,
  live: LiveAutomations,
  on: Pick<OnRound, 'match'>,
): () => Promise<void> {
  const { store, clock, settings, metrics, log } = world;

  async function enforce({ ms, text, of, from }: Deadline): Promise<void> {
    for (;;) {
      const now = await live.current();
      const { ended, events } = await store.transaction(async (tx) => {
        const runs = await tx.selection.unreported(clock.now() - ms, batchSize, of);
        const done = await endRuns(tx, world, now, runs, null, (run) => unreported(run, text, from, clock.now()));
        const alerts = await alertOfAutomations(tx, world, now.listeners, done.ended);
        return { ...done, events: [...done.events, ...alerts] };
      });
      for (const { before, after } of ended) {
        metrics.ended(before, after);
        log.warn({ run: after.id, automation: after.automation }, 'no report on a run arrived in time');
      }
      if (events.length > 0) await on.match(events);
      if (ended.length < batchSize) return;
    }
  }

  return async () => {
    const own = deadlinesOf(await live.current());
    for (const deadline of own) await enforce(deadline);
    const { invocationTimeout: limit } = settings;
    if (limit === undefined) return;
    const but = own.map(({ of }) => of.automation);
    await enforce({ ...limit, of: { but }, from: 'INVOCATION_TIMEOUT' });
  };
}

/** The limits from the settings of automations. */
function deadlinesOf({ byIdentifier }: Pick<Live, 'byIdentifier'>) {
  return [...byIdentifier].flatMap(([automation, { settings }]) => {
    const text = settings?.['invocation-timeout'];
    if (text === undefined) return [];
    return [{ ms: readDuration(text) ?? 0, text, of: { automation }, from: 'invocation-timeout in its settings' }];
  });
}
