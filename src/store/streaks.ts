import { sql } from 'kysely';
import type { Database } from './database.ts';

/** Failed runs in a row, by automation. */
export type Streak = { automation: string; failures: number };

/** Counts failed runs in a row; an automation whose newest run succeeded has no row. */
export function createStreaks(db: Database) {
  return {
    /** Ends the streaks of automations that succeeded; returns those that there were. */
    async end(automations: readonly string[]): Promise<Streak[]> {
      if (automations.length === 0) return [];
      return db
        .deleteFrom('streaks')
        .where('automation', 'in', [...automations].sort())
        .returning(['automation', 'failures'])
        .execute();
    },

    /** Adds failures; returns how many in a row there are now. */
    async add(counts: readonly Streak[]): Promise<Streak[]> {
      if (counts.length === 0) return [];
      // In a fixed order, so that two replicas that add to the same automations cannot deadlock.
      const rows = [...counts].sort((a, b) => (a.automation < b.automation ? -1 : 1));
      const { rows: added } = await sql<Streak>`insert into streaks (automation, failures)
        select automation, failures from json_to_recordset(${JSON.stringify(rows)}::json)
          as input(automation text, failures integer)
        on conflict (automation) do update set failures = streaks.failures + excluded.failures
        returning automation, failures`.execute(db);
      return added;
    },
  };
}

/** The streaks, through one database or transaction. */
export type Streaks = ReturnType<typeof createStreaks>;
