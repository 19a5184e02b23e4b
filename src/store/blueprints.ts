import type { JsonObject } from '../core/json.ts';
import type { Database } from './database.ts';

/** Reads and writes the declared blueprints of the built-in catalog. */
export function createBlueprints(db: Database, now: () => number) {
  return {
    async get(identifier: string): Promise<JsonObject | null> {
      const row = await db
        .selectFrom('blueprints')
        .select('blueprint')
        .where('identifier', '=', identifier)
        .executeTakeFirst();
      return row?.blueprint ?? null;
    },

    /** Reads a blueprint and blocks changes to it until the transaction ends. */
    async lock(identifier: string): Promise<JsonObject | null> {
      const row = await db
        .selectFrom('blueprints')
        .select('blueprint')
        .where('identifier', '=', identifier)
        .forUpdate()
        .executeTakeFirst();
      return row?.blueprint ?? null;
    },

    /** Every declared blueprint, ordered by identifier. */
    async list(): Promise<JsonObject[]> {
      const rows = await db.selectFrom('blueprints').select('blueprint').orderBy('identifier').execute();
      return rows.map((row) => row.blueprint);
    },

    /** Stores a new blueprint; false when the identifier exists. */
    async insert(identifier: string, blueprint: JsonObject): Promise<boolean> {
      const result = await db
        .insertInto('blueprints')
        .values({ identifier, blueprint: JSON.stringify(blueprint), updated_at: new Date(now()) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    async update(identifier: string, blueprint: JsonObject): Promise<void> {
      await db
        .updateTable('blueprints')
        .set({ blueprint: JSON.stringify(blueprint), updated_at: new Date(now()) })
        .where('identifier', '=', identifier)
        .execute();
    },

    async remove(identifier: string): Promise<void> {
      await db.deleteFrom('blueprints').where('identifier', '=', identifier).execute();
    },
  };
}

/** The blueprints, through one database or transaction. */
export type Blueprints = ReturnType<typeof createBlueprints>;
