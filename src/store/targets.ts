import { type Selectable, sql } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';
import { plain } from './text.ts';

/** A target and its recent failures. A parked one gets a single probe at `probeAt`. Times are ms since the epoch. */
export type Target = {
  key: string;
  failures: number;
  parkedSince: number | null;
  probeAt: number | null;
  reason: string | null;
};

/** Reads and writes the targets that failed recently; one that works has no row. */
export function createTargets(db: Database, now: () => number) {
  return {
    /** All targets that failed recently, whether or not they are parked. */
    async list(): Promise<Target[]> {
      return (await db.selectFrom('targets').selectAll().execute()).map(read);
    },

    async parked(): Promise<Target[]> {
      const rows = await db.selectFrom('targets').selectAll().where('parked_since', 'is not', null).execute();
      return rows.map(read);
    },

    /**
     * Counts failures in a row; from `limit` on the target is parked and probed after `pause` ms at the earliest. True
     * when this parked it.
     */
    async fail(target: string, count: number, message: string, limit: number, pause: number): Promise<boolean> {
      const key = plain(target);
      const reason = plain(message);
      const at = new Date(now());
      const probe = new Date(now() + pause);
      const { rows } = await sql<{ failures: number }>`
        insert into targets (key, failures, reason, parked_since, probe_at)
        values (${key}, ${count}, ${reason},
          case when ${count}::integer >= ${limit}::integer then ${at}::timestamptz end,
          case when ${count}::integer >= ${limit}::integer then ${probe}::timestamptz end)
        on conflict (key) do update set failures = targets.failures + ${count}::integer, reason = ${reason},
          parked_since = case when targets.failures + ${count}::integer >= ${limit}::integer
            then coalesce(targets.parked_since, ${at}::timestamptz) end,
          probe_at = case when targets.failures + ${count}::integer >= ${limit}::integer
            then greatest(targets.probe_at, ${probe}::timestamptz) end
        returning failures`.execute(db);
      const failures = rows[0]?.failures ?? 0;
      return failures >= limit && failures - count < limit;
    },

    /** Clears the failures of targets that answered; returns those that were parked. */
    async recover(keys: readonly string[]): Promise<string[]> {
      if (keys.length === 0) return [];
      const rows = await db
        .deleteFrom('targets')
        .where('key', 'in', keys.map(plain))
        .returning(['key', 'parked_since'])
        .execute();
      return rows.filter((row) => row.parked_since !== null).map((row) => row.key);
    },

    /** Lets a parked target be probed at once; false when it is not parked. */
    async probeNow(key: string): Promise<boolean> {
      const result = await db
        .updateTable('targets')
        .set({ probe_at: new Date(now()) })
        .where('key', '=', key)
        .where('parked_since', 'is not', null)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },

    /** True for the one caller that may probe a parked target now; the next one may after `pause` ms. */
    async takeProbe(key: string, pause: number): Promise<boolean> {
      const result = await db
        .updateTable('targets')
        .set({ probe_at: new Date(now() + pause) })
        .where('key', '=', key)
        .where('probe_at', '<=', new Date(now()))
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
  };
}

function read(row: Selectable<Tables['targets']>): Target {
  return {
    key: row.key,
    failures: row.failures,
    parkedSince: row.parked_since?.getTime() ?? null,
    probeAt: row.probe_at?.getTime() ?? null,
    reason: row.reason,
  };
}

/** The targets, through one database or transaction. */
export type Targets = ReturnType<typeof createTargets>;
