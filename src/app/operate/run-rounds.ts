import type { JsonObject } from '../../core/json.ts';
import type { Run } from '../../core/run/run.ts';
import type { BulkCounts } from '../../core/views/bulk-view.ts';
import type { BulkJob } from '../../store/bulk-jobs.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Tx } from '../../store/store.ts';
import type { Live, LiveAutomations } from '../match/live-automations.ts';
import type { World } from '../world.ts';
import type { BulkRound } from './bulk-runner.ts';
import { cancelRuns } from './cancel.ts';
import { retryRuns } from './retry-runs.ts';
import { partsOf, type RunsWork, storedRequest } from './selected-runs.ts';

/** How many runs share a transaction. */
const roundSize = 200;

/** What continues after a round. */
export type OnRound = { wake(): void; match(events: StoredEvent[]): Promise<unknown> };

/**
 * Where a job continues: the part of its selection, the run after which it continues, and the last run that it covers.
 */
type JobCursor = { part: number; after: number; last: number; probed: string[] };

/** What a round did to its runs. */
type RoundResult = {
  counts: Pick<BulkCounts, 'changed' | 'waiting' | 'skipped'>;
  ended: { before: Run; after: Run }[];
  events: StoredEvent[];
};

/** The rounds of jobs that retry or cancel selected runs. */
export function createRunRounds(
  world: Pick<World, 'store' | 'clock' | 'settings' | 'metrics'>,
  live: LiveAutomations,
  on: OnRound,
): { retry: BulkRound; cancel: BulkRound } {
  const { store, clock, metrics } = world;

  const roundOf =
    (workOf: (request: JsonObject) => RunsWork): BulkRound =>
    async (job, lease) => {
      const now = await live.current();
      const work = workOf(job.request);
      const done = await store.transaction(async (tx) => {
        if (!(await tx.bulkJobs.renew(job.id, lease.replica, lease.ms))) return null;
        const cursor = cursorOf(job);
        const request = storedRequest(job.request);
        const part = partsOf(request, work)[cursor.part];
        if (part === undefined) return finish(tx, job, cursor);
        const { ids, next } = await tx.selection.next(request, part, { ...cursor, limit: roundSize });
        const runs = await tx.runs.lock(ids);
        const probed = new Set(cursor.probed);
        const changed =
          work.kind === 'retry'
            ? await retry(tx, now, runs, { as: work.as, by: job.by, probed })
            : await cancel(tx, now, runs, job.by);
        const counts = add(job.counts, { ...changed.counts, done: ids.length });
        const place = next === null ? { part: cursor.part + 1, after: 0 } : { after: next };
        const progress = { counts, cursor: { ...cursor, ...place, probed: [...probed] }, ended: false };
        await tx.bulkJobs.progress(job.id, progress);
        return { job: { ...job, ...progress }, changed };
      });
      if (done === null) return null;
      on.wake();
      for (const { before, after } of done.changed?.ended ?? []) metrics.ended(before, after);
      if (done.changed && done.changed.events.length > 0) await on.match(done.changed.events);
      return { job: done.job };
    };

  async function finish(tx: Tx, job: BulkJob, cursor: JobCursor): Promise<{ job: BulkJob; changed: null }> {
    await tx.bulkJobs.progress(job.id, { counts: job.counts, cursor, ended: true });
    return { job: { ...job, endedAt: clock.now() }, changed: null };
  }

  async function retry(
    tx: Tx,
    now: Live,
    runs: readonly Run[],
    options: Parameters<typeof retryRuns>[4],
  ): Promise<RoundResult> {
    const { results, events } = await retryRuns(tx, world, now, runs, options);
    const count = (type: string) => results.filter((result) => result.type === type).length;
    return {
      counts: { changed: count('retried'), waiting: count('waiting'), skipped: count('refused') },
      ended: [],
      events,
    };
  }

  async function cancel(tx: Tx, now: Live, runs: readonly Run[], by: string | null): Promise<RoundResult> {
    const { ended, events } = await cancelRuns(tx, world, now, runs, { why: `by ${by ?? 'someone'}`, by });
    return {
      counts: { changed: ended.length, waiting: 0, skipped: runs.length - ended.length },
      ended,
      events,
    };
  }

  return {
    retry: roundOf(({ as }) => ({ kind: 'retry', as: as === 'new' ? 'new' : 'same' })),
    cancel: roundOf(() => ({ kind: 'cancel' })),
  };
}

function cursorOf({ cursor }: BulkJob): JobCursor {
  const { part = 0, after = 0, last = 0, probed = [] } = cursor;
  return { part, after, last, probed } as JobCursor;
}

function add(before: BulkCounts, more: BulkCounts): BulkCounts {
  return {
    done: before.done + more.done,
    changed: before.changed + more.changed,
    waiting: before.waiting + more.waiting,
    skipped: before.skipped + more.skipped,
  };
}
