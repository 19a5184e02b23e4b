import { type Selectable, sql } from 'kysely';
import type { JsonObject } from '../core/json.ts';
import type { BulkCounts, BulkKind } from '../core/views/bulk-view.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';
import { plain, plainOrNull } from './text.ts';

/** A stored bulk job. Times are ms since the epoch. */
export type BulkJob = {
  id: string;
  kind: BulkKind;
  request: JsonObject;
  by: string | null;
  createdAt: number;
  endedAt: number | null;
  cancelledBy: string | null;
  problem: string | null;
  total: number | null;
  counts: BulkCounts;
  cursor: JsonObject;
  failures: number;
  /** Jobs of one lane run one after the other; null: independent of other jobs. */
  lane: string | null;
};

/** The result of one round of a bulk job. */
export type BulkProgress = { counts: BulkCounts; cursor: JsonObject; ended: boolean };

/** Reads and writes the bulk jobs. */
export function createBulkJobs(db: Database, now: () => number) {
  return {
    /** Creates a job that begins at `cursor`; false when there is one with its id. */
    async create(
      job: Pick<BulkJob, 'id' | 'kind' | 'request' | 'by' | 'total'> & { lane?: string },
      cursor: JsonObject = {},
    ): Promise<boolean> {
      const counts: BulkCounts = { done: 0, changed: 0, waiting: 0, skipped: 0 };
      const result = await db
        .insertInto('bulk_jobs')
        .values({
          ...job,
          by: plainOrNull(job.by),
          request: JSON.stringify(job.request),
          counts: JSON.stringify(counts),
          cursor: JSON.stringify(cursor),
          created_at: new Date(now()),
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    async get(id: string): Promise<BulkJob | null> {
      const row = await db.selectFrom('bulk_jobs').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? read(row) : null;
    },

    /** The newest jobs first. */
    async list(limit: number): Promise<BulkJob[]> {
      const rows = await db.selectFrom('bulk_jobs').selectAll().orderBy('seq', 'desc').limit(limit).execute();
      return rows.map(read);
    },

    /** The open jobs of a lane, oldest first; others cannot add one until the transaction ends. */
    async lockLane(lane: string): Promise<BulkJob[]> {
      await sql`select pg_advisory_xact_lock(hashtext(${lane}))`.execute(db);
      const open = db.selectFrom('bulk_jobs').selectAll().where('lane', '=', lane).where('ended_at', 'is', null);
      return (await open.orderBy('seq').execute()).map(read);
    },

    /** Claims open jobs of some kinds that no replica works on, for `lease` ms: the first of each lane. */
    async claim(replica: string, lease: number, limit: number, kinds: readonly BulkKind[]): Promise<BulkJob[]> {
      const at = new Date(now());
      const { rows } = await sql<Selectable<Tables['bulk_jobs']>>`
        update bulk_jobs set claimed_by = ${replica}, claimed_until = ${new Date(now() + lease)}::timestamptz
        where seq in (
          select seq from bulk_jobs as job where ended_at is null and kind in (${sql.join([...kinds])})
            and (claimed_until is null or claimed_until <= ${at}::timestamptz)
            and not exists (select from bulk_jobs as other
              where other.lane = job.lane and other.ended_at is null and other.seq < job.seq)
          order by claimed_until nulls first, seq limit ${limit} for update skip locked
        ) returning *`.execute(db);
      return rows.map(read);
    },

    /** Keeps a claim for another `lease` ms; false when the job has ended or another replica has it. */
    async renew(id: string, replica: string, lease: number): Promise<boolean> {
      const result = await db
        .updateTable('bulk_jobs')
        .set({ claimed_until: new Date(now() + lease) })
        .where('id', '=', id)
        .where('claimed_by', '=', replica)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },

    /** Releases a claimed job, so that any replica can claim it from `until` (ms) on. */
    async putOff(id: string, replica: string, until: number): Promise<void> {
      await db
        .updateTable('bulk_jobs')
        .set({ claimed_by: null, claimed_until: new Date(until) })
        .where('id', '=', id)
        .where('claimed_by', '=', replica)
        .execute();
    },

    /** Ends all claims: if no other process can be running, the claims of a dead one need not expire first. */
    async release(): Promise<void> {
      await db
        .updateTable('bulk_jobs')
        .set({ claimed_by: null, claimed_until: null })
        .where('ended_at', 'is', null)
        .where('claimed_by', 'is not', null)
        .execute();
    },

    /** Records a round, in its transaction. */
    async progress(id: string, { counts, cursor, ended }: BulkProgress): Promise<void> {
      await db
        .updateTable('bulk_jobs')
        .set({
          counts: JSON.stringify(counts),
          cursor: JSON.stringify(cursor),
          failures: 0,
          ...(ended && { ended_at: new Date(now()) }),
        })
        .where('id', '=', id)
        .execute();
    },

    /** Counts a failed round; at `limit` in a row the job ends. */
    async fail(id: string, problem: string, limit: number): Promise<void> {
      await sql`update bulk_jobs set failures = failures + 1,
          ended_at = case when failures + 1 >= ${limit}::integer then ${new Date(now())}::timestamptz end,
          problem = case when failures + 1 >= ${limit}::integer then ${plain(problem)}::text end
        where id = ${id} and ended_at is null`.execute(db);
    },

    /** Ends a job before it is complete; false when it has ended already. */
    async cancel(id: string, by: string | null): Promise<boolean> {
      const result = await db
        .updateTable('bulk_jobs')
        .set({ ended_at: new Date(now()), cancelled_by: plain(by ?? 'someone') })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },

    /** Deletes jobs that ended before `before` (ms); returns how many. */
    async purge(before: number, limit: number): Promise<number> {
      const { rows } = await sql`delete from bulk_jobs where seq in (
        select seq from bulk_jobs where ended_at < ${new Date(before)}::timestamptz limit ${limit}) returning seq`.execute(
        db,
      );
      return rows.length;
    },
  };
}

/** The bulk jobs, through one database or transaction. */
export type BulkJobs = ReturnType<typeof createBulkJobs>;

function read(row: Selectable<Tables['bulk_jobs']>): BulkJob {
  return {
    id: row.id,
    kind: row.kind as BulkKind,
    request: row.request,
    by: row.by,
    createdAt: row.created_at.getTime(),
    endedAt: row.ended_at?.getTime() ?? null,
    cancelledBy: row.cancelled_by,
    problem: row.problem,
    total: row.total,
    counts: row.counts,
    cursor: row.cursor,
    failures: row.failures,
    lane: row.lane,
  };
}
