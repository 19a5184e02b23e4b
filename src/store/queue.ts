import PgBoss from 'pg-boss';
import { type Database, executor, oneAtATime } from './database.ts';

/** What a job asks for: an attempt of a run, or a look at how an accepted run stands. */
export type JobKind = 'invoke' | 'follow';

/** A job that was taken; it stays with this process until it is dropped, or until recovery finds that the process died. */
export type Job = {
  id: string;
  kind: JobKind;
  runId: string;
  /** The time that it was to wait for, ms since the epoch; null when it was to be done at once. */
  at: number | null;
};

/** A job to be: `at` in ms since the epoch, absent for now. */
export type JobInput = { kind: JobKind; runId: string; at?: number };

/** Jobs that wait, with their times, in the same database as the rows they speak of. */
export type Queue = {
  /** Adds jobs, in the caller's transaction when one is given. */
  put(jobs: readonly JobInput[], db?: Database): Promise<void>;
  /** Takes jobs that are due; two replicas never get the same one. */
  take(kind: JobKind, limit: number, db?: Database): Promise<Job[]>;
  /** Removes jobs that were done, in the transaction that stores what they did. */
  drop(jobs: readonly Job[], db?: Database): Promise<void>;
  stop(): Promise<void>;
};

const kinds: readonly JobKind[] = ['invoke', 'follow'];

/**
 * How long a job may wait beyond its time before it is thrown away, in minutes: ten years, for a service that was away. The
 * library's own two weeks are too short for that.
 */
const retention = 10 * 365 * 24 * 60;

/** A taken job is given again after this long even when nobody noticed that its holder died. Seconds. */
const expiry = 15 * 60;

/** The same, and whoever asked hears of failures. */
function telling({ executeSql }: ReturnType<typeof executor>, onError: (error: unknown) => void) {
  return {
    executeSql: (text: string, values?: unknown[]) =>
      executeSql(text, values).catch((error: unknown) => {
        onError(error);
        throw error;
      }),
  };
}

/** Opens the queue: pg-boss on our own connections, in a schema beside ours. */
export async function openQueue(
  db: Database,
  options: { schema: string; onError(error: unknown): void },
): Promise<Queue> {
  let current = db;
  const boss = new PgBoss({
    db: { executeSql: (text: string, values?: unknown[]) => executor(current).executeSql(text, values) } as PgBoss.Db,
    schema: `${options.schema}_queue`,
    schedule: false,
    // Jobs are deleted when done, so the archive stays empty and upkeep is rare.
    archiveCompletedAfterSeconds: 60 * 60,
    deleteAfterHours: 1,
  });
  boss.on('error', options.onError);
  await oneAtATime(db, async (connection) => {
    current = connection;
    try {
      await boss.start();
      for (const kind of kinds) {
        const settings = { name: kind, retryLimit: 1000, expireInSeconds: expiry, retentionMinutes: retention };
        await boss.createQueue(kind, settings);
        // One that an earlier version made has other settings.
        await boss.updateQueue(kind, settings);
      }
    } finally {
      current = db;
    }
  });

  return {
    async put(jobs, transaction = db) {
      if (jobs.length === 0) return;
      await boss.insert(
        jobs.map((job) => ({
          name: job.kind,
          data: { runId: job.runId, at: job.at ?? null },
          ...(job.at === undefined ? {} : { startAfter: new Date(job.at) }),
        })),
        { db: executor(transaction) as PgBoss.Db },
      );
    },

    async take(kind, limit, transaction = db) {
      const jobs = await boss.fetch<{ runId: string; at: number | null }>(kind, {
        batchSize: limit,
        priority: false,
        // The library takes whatever fails here for an empty queue.
        db: telling(executor(transaction), options.onError) as PgBoss.Db,
      });
      return jobs.map((job) => ({ id: job.id, kind, runId: job.data.runId, at: job.data.at }));
    },

    async drop(jobs, transaction = db) {
      for (const kind of kinds) {
        const ids = jobs.filter((job) => job.kind === kind).map((job) => job.id);
        if (ids.length > 0) await boss.deleteJob(kind, ids, { db: executor(transaction) as PgBoss.Db });
      }
    },

    async stop() {
      await boss.stop({ graceful: false, wait: true });
    },
  };
}
