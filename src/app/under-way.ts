import type { Job } from '../store/queue.ts';
import type { ClaimedRun } from '../store/runs.ts';
import type { World } from './world.ts';

/** A job that was taken together with its run. */
export type Claimed = { job: Job; item: ClaimedRun };

/** The attempts that this process has under way. */
export type UnderWay = {
  /** Takes jobs that are due and claims their runs. */
  take(limit: number): Promise<Claimed[]>;
  /** The attempt is over, whatever became of it. */
  over(claimed: Claimed): void;
  /** The runs of these attempts: whatever else is claimed by this process is nobody's work any more. */
  runs(): readonly string[];
};

/**
 * Keeps track of attempts. Job and run are taken in one transaction: a job that was taken alone, by a process that then
 * died, would keep its run waiting until the queue gives up on it.
 */
export function trackUnderWay({ store, settings }: World): UnderWay {
  const open = new Map<string, Claimed>();
  return {
    async take(limit) {
      const taken = await store.transaction(async (tx) => {
        const jobs = await tx.jobs.take('invoke', limit);
        const items = await tx.runs.claim([...new Set(jobs.map(({ runId }) => runId))], settings.replica);
        const byRun = new Map(items.map((item) => [item.run.id, item]));
        const pairs = jobs.flatMap((job): Claimed[] => {
          const item = byRun.get(job.runId);
          // The run is claimed once, whichever of its jobs comes first.
          byRun.delete(job.runId);
          return item === undefined ? [] : [{ job, item }];
        });
        const used = new Set(pairs.map(({ job }) => job));
        // A job whose run cannot be claimed speaks of a run that ended, or that another job already took.
        await tx.jobs.drop(jobs.filter((job) => !used.has(job)));
        return pairs;
      });
      for (const claimed of taken) open.set(claimed.item.run.id, claimed);
      return taken;
    },
    over({ item }) {
      open.delete(item.run.id);
    },
    runs: () => [...open.keys()],
  };
}
