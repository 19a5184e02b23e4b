import type { Json } from '../core/json.ts';
import type { Database } from './database.ts';

/** Reads and writes single values that all replicas share. */
export function createState(db: Database) {
  return {
    async get(key: string): Promise<Json> {
      const row = await db.selectFrom('state').select('value').where('key', '=', key).executeTakeFirst();
      return row?.value ?? null;
    },

    async put(key: string, value: Json): Promise<void> {
      const text = JSON.stringify(value);
      await db
        .insertInto('state')
        .values({ key, value: text })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text }))
        .execute();
    },
  };
}

/** The shared single values, through one database or transaction. */
export type State = ReturnType<typeof createState>;
