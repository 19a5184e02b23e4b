import { sql } from 'kysely';
import type { Database } from './database.ts';

/** The key that all replicas share, sealed with one client secret. */
export type SealedKey = { sealedFor: string; sealed: string };

/** Reads and writes the shared key of tokens and sessions; it is stored only sealed. */
export function createAccessKeys(db: Database, now: () => number) {
  return {
    /** Lets one replica at a time read and replace the key, until its transaction ends. */
    async lock(): Promise<void> {
      await sql`lock table access_keys in share row exclusive mode`.execute(db);
    },

    async list(): Promise<SealedKey[]> {
      const rows = await db.selectFrom('access_keys').selectAll().execute();
      return rows.map(({ sealed_for: sealedFor, sealed }) => ({ sealedFor, sealed }));
    },

    async replace(keys: readonly SealedKey[]): Promise<void> {
      const at = new Date(now());
      const rows = keys.map(({ sealedFor, sealed }) => ({ sealed_for: sealedFor, sealed, created_at: at }));
      await db.deleteFrom('access_keys').execute();
      await db.insertInto('access_keys').values(rows).execute();
    },
  };
}

/** The sealed keys, through one database or transaction. */
export type AccessKeys = ReturnType<typeof createAccessKeys>;
