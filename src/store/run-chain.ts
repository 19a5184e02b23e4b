import { sql } from 'kysely';
import type { ChainedRun } from '../core/views/run-view.ts';
import type { Database } from './database.ts';

const columns = ['id', 'automation', 'status', 'phase'] as const;

/** The maximum number of runs caused by one run that are shown. */
const mostCaused = 50;

/** Finds the runs before and after a run. */
export function createRunChain(db: Database) {
  return {
    /** Returns those of the given runs that are still stored, in the order of their creation. */
    async named(ids: readonly string[]): Promise<ChainedRun[]> {
      if (ids.length === 0) return [];
      return db.selectFrom('runs').select(columns).where('id', 'in', ids).orderBy('seq').execute();
    },

    /** The runs that a run caused directly, the oldest first. */
    async causedBy(id: string): Promise<ChainedRun[]> {
      return db
        .selectFrom('runs')
        .select(columns)
        .where('depth', '>', 0)
        .where(sql<string>`chain ->> -1`, '=', id)
        .orderBy('seq')
        .limit(mostCaused)
        .execute();
    },
  };
}

/** The chains of runs, through one database or transaction. */
export type RunChain = ReturnType<typeof createRunChain>;
