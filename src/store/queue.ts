import PgBoss from 'pg-boss';
import { type Database, executor, oneAtATime } from './database.ts';
import { quoteIdentifier } from './postgres.ts';

/** The kind of a job: an attempt of a run, or a poll of an accepted run. */
export type JobKind = 'invoke' | 'follow';

/** A taken job; it belongs to this process until it is dropped, or until recovery finds that the process died. */
export type Job = {
  id: string;
  kind: JobKind;
  runId: string;
  /** When it was due, ms since the epoch; null for at once. */
  at: number | null;
};

/** A job to add: `at` in ms since the epoch, absent for now. */
export type JobInput = { kind: JobKind; runId: string; at?: number };

/** The queue of jobs, in the same database as the rows they refer to. */
export type Queue = {
  /** The table of its jobs, for SQL. */
  jobsTable: string;
  /** Adds jobs, in the caller's transaction if one is given. */
  put(jobs: readonly JobInput[], db?: Database): Promise<void>;
  /** Takes due jobs; two replicas never get the same one. */
  take(kind: JobKind, limit: number, db?: Database): Promise<Job[]>;
  /** Removes finished jobs, in the transaction that stores their results. */
  drop(jobs: readonly Job[], db?: Database): Promise<void>;
  stop(): Promise<void>;
};

/** The name of the queue beside our tables in this schema. */
export function queueOf(schema: string): string {
  return schema === 'public' ? 'pgboss' : schema;
}

/** The table of the jobs of a queue with this name, for SQL. */
export function jobsTableOf(name: string): string {
  return `${quoteIdentifier(`${name}_queue`)}.job`;
}

const kinds: readonly JobKind[] = ['invoke', 'follow'];

/**
 * How long a job may wait past its time before it is dropped, minutes: ten years, in case the service was down for
 * long. The library's default of two weeks is too short for that.
 */
const retention = 10 * 365 * 24 * 60;

/** After this long a taken job is given out again, even if its holder's death went unnoticed, seconds. */
const expiry = 15 * 60;

/** An executor that also reports failures to the caller. */
function reporting({ executeSql }: ReturnType<typeof executor>, onError: (error: unknown) => void) {
  return {
    executeSql: (text: string, values?: unknown[]) =>
      executeSql(text, values).catch((error: unknown) => {
        onError(error);
        throw error;
      }),
  };
}

/** Opens the queue: pg-boss on our own connections, in a schema next to ours. */
export async function openQueue(
  db: Database,
  options: { schema: string; onError(error: unknown): void },
): Promise<Queue> {
  let current = db;
  const boss = new PgBoss({
    db: { executeSql: (text: string, values?: unknown[]) => executor(current).executeSql(text, values) } as PgBoss.Db,
    schema: `${options.schema}_queue`,
    schedule: false,
    // Jobs are deleted when done, so the archive stays empty and maintenance is rare.
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
        // A queue created by an earlier version may have other settings.
        await boss.updateQueue(kind, settings);
      }
    } finally {
      current = db;
    }
  });

  return {
    jobsTable: jobsTableOf(options.schema),

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
        // The library treats any failure here as an empty queue.
        db: reporting(executor(transaction), options.onError) as PgBoss.Db,
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
