import { type Automation, isPublished } from '../../core/automation.ts';
import { waitingPhases } from '../../core/run/intervene.ts';
import type { BulkJob } from '../../store/bulk-jobs.ts';
import type { Tx } from '../../store/store.ts';
import { newId } from '../ids.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import type { World } from '../world.ts';
import type { BulkRound } from './bulk-runner.ts';
import { cancelRuns } from './cancel.ts';
import type { OnRound } from './run-rounds.ts';

/** What happens to the runs that wait when their automation is deleted or switched off. */
export type WaitingRunsPolicy = 'finish' | 'cancel';

/** How many runs share a transaction. */
const roundSize = 200;

/** How long after the change a replica may still store runs that it matched before, ms. */
const graceMs = 10_000;

/** The pause between two looks, ms. */
const lookMs = 500;

/**
 * Cancels waiting runs of automations that are deleted or switched off, in the same transaction. The work is a bulk
 * job, because there may be many runs, and because a call in progress may still fail and be due for a retry.
 */
export async function stopRuns(
  tx: Tx,
  changes: readonly { before: Automation | null; after: Automation | null }[],
  { waitingRuns, by }: { waitingRuns: WaitingRunsPolicy; by: string | null },
): Promise<void> {
  const stopped = changes.flatMap(({ before, after }) => {
    if (before === null || !isPublished(before)) return [];
    // The runs of a renamed automation continue under the old name.
    return after !== null && isPublished(after) ? [] : [before.identifier];
  });
  if (stopped.length === 0 || waitingRuns === 'finish') return;
  const request = { automations: stopped };
  await tx.bulkJobs.create({ id: newId('bulk'), kind: 'stop', request, by, total: null });
}

/** The round of such jobs; the job ends when no run waits and none can start to wait. */
export function createStopRound(
  world: Pick<World, 'store' | 'clock' | 'settings' | 'metrics'>,
  live: LiveAutomations,
  on: Pick<OnRound, 'match'>,
): BulkRound {
  const { store, clock, metrics } = world;
  return async (job, lease) => {
    const now = await live.current();
    const done = await store.transaction(async (tx) => {
      if (!(await tx.bulkJobs.renew(job.id, lease.replica, lease.ms))) return null;
      const names = (job.request.automations ?? []) as string[];
      // An automation may have been switched on again, and then its new runs are wanted.
      const off = names.filter((name) => !isOn(now.byIdentifier.get(name)?.automation));
      const sets = [
        { names, until: job.createdAt },
        { names: off, until: job.createdAt + graceMs },
      ];
      for (const { names: some, until } of sets) {
        const runs = await tx.selection.ofAutomations(some, waitingPhases, until, roundSize);
        if (runs.length === 0) continue;
        const why = `because the automation was deleted or switched off${job.by === null ? '' : ` by ${job.by}`}`;
        const { ended, events } = await cancelRuns(tx, world, now, runs, { why, by: job.by });
        return { ...(await progress(tx, job, ended.length, false)), ended, events, wait: 0 };
      }
      const isOver =
        clock.now() > job.createdAt + graceMs &&
        !(await tx.selection.hasAny(names, ['invoking'], job.createdAt + graceMs));
      return { ...(await progress(tx, job, 0, isOver)), ended: [], events: [], wait: lookMs };
    });
    if (done === null) return null;
    for (const { before, after } of done.ended) metrics.ended(before, after);
    if (done.events.length > 0) await on.match(done.events);
    return { job: done.job, wait: done.wait };
  };

  async function progress(tx: Tx, job: BulkJob, count: number, ended: boolean): Promise<{ job: BulkJob }> {
    const { done, changed } = job.counts;
    const counts = { ...job.counts, done: done + count, changed: changed + count };
    await tx.bulkJobs.progress(job.id, { counts, cursor: {}, ended });
    return { job: { ...job, counts, endedAt: ended ? clock.now() : null } };
  }
}

function isOn(automation: Automation | undefined): boolean {
  return automation !== undefined && isPublished(automation);
}
