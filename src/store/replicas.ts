import type { Database } from './database.ts';

/** The processes that share this database, with their heartbeats. */
export function createReplicas(db: Database, now: () => number) {
  return {
    async beat(id: string): Promise<void> {
      const seen_at = new Date(now());
      await db
        .insertInto('replicas')
        .values({ id, seen_at })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at }))
        .execute();
    },

    async leave(id: string): Promise<void> {
      await db.deleteFrom('replicas').where('id', '=', id).execute();
    },

    /** Removes replicas not seen since `before` (ms). */
    async forget(before: number): Promise<void> {
      await db.deleteFrom('replicas').where('seen_at', '<', new Date(before)).execute();
    },
  };
}

/** The replicas, through one database or transaction. */
export type Replicas = ReturnType<typeof createReplicas>;
