import { AppError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import type { RetryAs } from '../../core/run/intervene.ts';
import type { Run } from '../../core/run/run.ts';
import type { BulkView } from '../../core/views/bulk-view.ts';
import type { Tx } from '../../store/store.ts';
import { newId } from '../ids.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import { auditRecord } from '../runs/audit-record.ts';
import type { World } from '../world.ts';
import { cancelRuns } from './cancel.ts';
import { retryRuns } from './retry-runs.ts';
import type { OnRound } from './run-rounds.ts';
import {
  type CountedRuns,
  countRuns,
  type RunsRequest,
  type RunsWork,
  requireFilter,
  shownRequest,
} from './selected-runs.ts';
import { bulkView } from './view-bulk-job.ts';

/** What operators can do to runs. Each call says who requests it, for the audit log. */
export type Operate = {
  /** Attempts a waiting run now, or repeats an ended one; returns the id of the run that is attempted. */
  retryRun(id: string, as: RetryAs, by: string | null): Promise<string>;
  /** Ends a run that has not ended. */
  cancelRun(id: string, by: string | null): Promise<void>;
  /** Counts the runs that a bulk job would change, and changes nothing. */
  countRuns(request: RunsRequest, work: RunsWork): Promise<CountedRuns>;
  /** Starts a bulk job on the runs that match now. */
  changeRuns(request: RunsRequest, work: RunsWork, by: string | null): Promise<BulkView>;
  bulk: {
    get(id: string): Promise<BulkView>;
    /** The newest first. */
    list(limit: number): Promise<BulkView[]>;
    /** Cancels a bulk job; what it has done remains. */
    cancel(id: string, by: string | null): Promise<BulkView>;
  };
};

/** Creates the operations on runs; `look` starts new bulk jobs. */
export function createOperate(
  world: Pick<World, 'store' | 'clock' | 'settings' | 'metrics'>,
  live: LiveAutomations,
  on: OnRound & { look(): void },
): Operate {
  const { store, metrics } = world;

  async function locked(tx: Tx, id: string): Promise<Run> {
    const [run] = await tx.runs.lock([id]);
    if (run === undefined) throw new AppError('not_found', `There is no run ${id}`);
    return run;
  }

  async function bulkOf(id: string): Promise<BulkView> {
    const job = await store.bulkJobs.get(id);
    if (job === null) throw new AppError('not_found', `There is no bulk job ${id}`);
    return bulkView(job);
  }

  const record = (tx: Tx, by: string | null, action: string, run: Run, message: string, data: JsonObject = {}) =>
    tx.auditRecords.insert([
      auditRecord(by, action, ['run', run.id], message, { automation: run.automation, ...data }),
    ]);

  return {
    async retryRun(id, as, by) {
      const now = await live.current();
      const done = await store.transaction(async (tx) => {
        const run = await locked(tx, id);
        const { results, events } = await retryRuns(tx, world, now, [run], { as, by, probed: new Set() });
        const [result] = results;
        if (result?.type !== 'retried') {
          throw new AppError('conflict', result?.type === 'refused' ? result.why : `Run ${id} cannot be retried now`);
        }
        await record(tx, by, 'RETRY', run, `Retried the run ${id}`, { as, attempted: result.after.id });
        return { id: result.after.id, events };
      });
      on.wake();
      if (done.events.length > 0) await on.match(done.events);
      return done.id;
    },

    async cancelRun(id, by) {
      const now = await live.current();
      const { ended, events } = await store.transaction(async (tx) => {
        const run = await locked(tx, id);
        if (run.endedAt !== null) {
          throw new AppError(
            'conflict',
            `Run ${id} has ended with status ${run.status}, so there is nothing to cancel`,
          );
        }
        const done = await cancelRuns(tx, world, now, [run], { why: `by ${by ?? 'someone'}`, by });
        await record(tx, by, 'CANCEL', run, `Cancelled the run ${id}`);
        return done;
      });
      for (const { before, after } of ended) metrics.ended(before, after);
      if (events.length > 0) await on.match(events);
    },

    async countRuns(request, work) {
      requireFilter(request, work);
      return countRuns(world, request, work, await store.selection.last());
    },

    async changeRuns(request, work, by) {
      requireFilter(request, work);
      const last = await store.selection.last();
      const { count, complete } = await countRuns(world, request, work, last);
      const { kind } = work;
      const id = newId('bulk');
      const shown = { ...shownRequest(request), ...(work.kind === 'retry' && { as: work.as }) };
      await store.transaction(async (tx) => {
        await tx.bulkJobs.create({ id, kind, by, request: shown, total: complete ? count : null }, { last });
        const message = `Started the bulk job ${id}: ${kind} runs`;
        await tx.auditRecords.insert([auditRecord(by, kind.toUpperCase(), ['bulk', id], message, shown)]);
      });
      on.look();
      return bulkOf(id);
    },

    bulk: {
      get: bulkOf,
      list: async (limit) => (await store.bulkJobs.list(limit)).map(bulkView),
      async cancel(id, by) {
        await bulkOf(id);
        await store.transaction(async (tx) => {
          if (!(await tx.bulkJobs.cancel(id, by))) {
            throw new AppError('conflict', `The bulk job ${id} has ended, so there is nothing to cancel`);
          }
          const message = `Cancelled the bulk job ${id}`;
          await tx.auditRecords.insert([auditRecord(by, 'CANCEL', ['bulk', id], message)]);
        });
        return bulkOf(id);
      },
    },
  };
}
