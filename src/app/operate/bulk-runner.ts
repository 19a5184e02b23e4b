import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../core/error.ts';
import type { BulkKind } from '../../core/views/bulk-view.ts';
import type { BulkJob } from '../../store/bulk-jobs.ts';
import type { Tasks } from '../background/background.ts';
import type { World } from '../world.ts';

/**
 * One round of a bulk job, in a transaction that also records its progress. Null when the job has ended or belongs to
 * another replica; otherwise the current job, and how long (ms) to wait before the next round, or until when (ms since
 * the epoch) it is postponed, so that others can take its place.
 */
export type BulkRound = (
  job: BulkJob,
  lease: Lease,
) => Promise<{ job: BulkJob; wait?: number; until?: number | null } | null>;

/** The claim of this process on a job. */
export type Lease = {
  replica: string;
  ms: number;
  /** Aborted when the process stops: a round that is given up then is repeated later. */
  stopping: AbortSignal;
};

/** Runs bulk jobs in the background, independently of each other. */
export type BulkRunner = {
  /** Starts jobs that no replica is working on; call it for a new job, and periodically. */
  look(): Promise<void>;
};

/** How long a claim is valid without being renewed, ms. */
const leaseMs = 15_000;

/** How many runs may be queued before a bulk job adds more, so that new runs do not wait behind all of its own. */
const queueLimit = 400;

/** Whether a job adds runs to the queue; other jobs must not wait when it is full. */
const isFilling = ({ kind, request }: BulkJob): boolean =>
  kind === 'retry' || kind === 'replay' || (kind === 'import' && request.fire === true);

/** How long to wait before checking again whether the queue has space, ms. */
const crowdedMs = 50;

/** The number of consecutive failures after which a job is given up. */
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

/** How many jobs a process works on at once, so that a long one does not keep short ones waiting. */
export type BulkPlaces = {
  atOnce: number;
  /** The time after which a job gives its place to waiting jobs, ms. */
  turnMs?: number;
};

/** Creates the runner for the kinds of jobs in `rounds`. */
export function createBulkRunner(
  world: Pick<World, 'store' | 'settings' | 'log' | 'clock'>,
  tasks: Pick<Tasks, 'start' | 'stopping'>,
  rounds: Readonly<Partial<Record<BulkKind, BulkRound>>>,
  { atOnce, turnMs = Number.POSITIVE_INFINITY }: BulkPlaces = { atOnce: 4 },
): BulkRunner {
  const { store, settings, log } = world;
  const { now } = world.clock;
  const lease: Lease = { replica: settings.replica, ms: leaseMs, stopping: tasks.stopping };
  const kinds = Object.keys(rounds) as BulkKind[];
  let working = 0;

  async function carryOut(first: BulkJob): Promise<void> {
    const { id, kind } = first;
    const renew = () => store.bulkJobs.renew(id, lease.replica, leaseMs);
    const round = rounds[kind];
    if (round === undefined) return;
    const turnEnds = performance.now() + turnMs;
    let job: BulkJob | null = first;
    try {
      while (job !== null && job.endedAt === null && !tasks.stopping.aborted) {
        if (isFilling(first)) await waitForRoom(world, tasks.stopping, renew);
        if (tasks.stopping.aborted) break;
        const done: Awaited<ReturnType<BulkRound>> = await round(job, lease);
        job = done?.job ?? null;
        const until = done?.until ?? (performance.now() > turnEnds ? now() : null);
        if (job !== null && job.endedAt === null && until !== null) {
          await store.bulkJobs.putOff(id, lease.replica, until);
          break;
        }
        // Also yields without a wait, because the embedded database answers in microtasks.
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
      const jobs = await store.bulkJobs.claim(lease.replica, leaseMs, atOnce - working, kinds);
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
