import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../core/error.ts';
import type { BulkKind } from '../../core/views/bulk-view.ts';
import type { BulkJob } from '../../store/bulk-jobs.ts';
import type { Tasks } from '../background/background.ts';
import type { World } from '../world.ts';

/**
 * One round of a bulk job, in a transaction that also records its progress. Null when the job has ended or is another
 * replica's; otherwise the job as it is now, and how long to wait before the next round.
 */
export type BulkRound = (job: BulkJob, lease: Lease) => Promise<{ job: BulkJob; wait?: number } | null>;

/** The claim of this process to a job. */
export type Lease = { replica: string; ms: number };

/** Carries out bulk jobs in the background, each on its own. */
export type BulkRunner = {
  /** Starts jobs that no replica works on; call it for a new one, and periodically. */
  look(): Promise<void>;
};

/** How long a claim holds without a sign of life, ms. */
const leaseMs = 15_000;

/** How many jobs one process works on at once: a long one must not keep short ones waiting. */
const atOnce = 4;

/** How many runs may be queued before a bulk job adds more, so that new runs do not wait behind all of its own. */
const queueLimit = 400;

/** The kinds of jobs that add to the queue; the others must not wait because it is full. */
const filling: ReadonlySet<BulkKind> = new Set(['retry', 'replay']);

/** The pause before it is looked again whether there is room, ms. */
const crowdedMs = 50;

/** After this many failures in a row a job is given up. */
const maxFailures = 5;

/** Waits until few runs are queued; `stop` ends the wait. */
export async function waitForRoom(
  { store }: Pick<World, 'store'>,
  stopping: AbortSignal,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<void> {
  while (!stopping.aborted && (await store.selection.queued(queueLimit)) >= queueLimit) {
    await meanwhile();
    await pause(crowdedMs, null, { signal: stopping }).catch(() => {});
  }
}

/** Creates the runner; `rounds` holds a round for each kind of job. */
export function createBulkRunner(
  world: Pick<World, 'store' | 'settings' | 'log'>,
  tasks: Pick<Tasks, 'start' | 'stopping'>,
  rounds: Readonly<Record<BulkKind, BulkRound>>,
): BulkRunner {
  const { store, settings, log } = world;
  const lease = { replica: settings.replica, ms: leaseMs };
  let working = 0;

  async function carryOut(first: BulkJob): Promise<void> {
    const { id, kind } = first;
    const renew = () => store.bulkJobs.renew(id, lease.replica, leaseMs);
    let job: BulkJob | null = first;
    try {
      while (job !== null && job.endedAt === null && !tasks.stopping.aborted) {
        if (filling.has(kind)) await waitForRoom(world, tasks.stopping, renew);
        if (tasks.stopping.aborted) break;
        const done: Awaited<ReturnType<BulkRound>> = await rounds[kind](job, lease);
        job = done?.job ?? null;
        // Also without a wait: the embedded database answers in microtasks.
        await pause(done?.wait ?? 0, null, { signal: tasks.stopping }).catch(() => {});
      }
      if (job?.endedAt) log.info({ bulk: id, kind, ...job.counts }, 'a bulk job ended');
    } catch (error) {
      log.error({ bulk: id, kind, error: messageOf(error) }, 'a round of a bulk job failed');
      if (!store.isOutage(error)) await store.bulkJobs.fail(id, messageOf(error), maxFailures);
    }
  }

  return {
    async look() {
      if (working >= atOnce || tasks.stopping.aborted) return;
      const jobs = await store.bulkJobs.claim(lease.replica, leaseMs, atOnce - working);
      for (const job of jobs) {
        working += 1;
        tasks.start(`bulk job ${job.kind}`, () =>
          carryOut(job).finally(() => {
            working -= 1;
          }),
        );
      }
    },
  };
}
