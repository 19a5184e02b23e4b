import { unreported } from '../../core/run/intervene.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import type { World } from '../world.ts';
import { alertOfAutomations } from './alerts.ts';
import { endRuns } from './cancel.ts';
import type { OnRound } from './run-rounds.ts';

const batchSize = 200;

/** Fails accepted runs without a report in time; without INVOCATION_TIMEOUT they wait forever, as in Port. */
export function createReportDeadline(
  world: Pick<World, 'store' | 'clock' | 'settings' | 'metrics' | 'log'>,
  live: LiveAutomations,
  on: Pick<OnRound, 'match'>,
): () => Promise<void> {
  const { store, clock, settings, metrics, log } = world;
  return async () => {
    const { invocationTimeout: limit } = settings;
    if (limit === undefined) return;
    for (;;) {
      const now = await live.current();
      const { ended, events } = await store.transaction(async (tx) => {
        const runs = await tx.selection.unreported(clock.now() - limit.ms, batchSize);
        const done = await endRuns(tx, world, now, runs, null, (run) => unreported(run, limit.text, clock.now()));
        const alerts = await alertOfAutomations(tx, world, now.listeners, done.ended);
        return { ...done, events: [...done.events, ...alerts] };
      });
      for (const { before, after } of ended) {
        metrics.ended(before, after);
        log.warn({ run: after.id, automation: after.automation }, 'a run was not reported on in time');
      }
      if (events.length > 0) await on.match(events);
      if (ended.length < batchSize) return;
    }
  };
}
