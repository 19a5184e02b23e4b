import { sql } from 'kysely';
import type { JsonObject } from '../core/json.ts';
import type { Database } from './database.ts';

/** The position of an entity in the overall order. */
export type EntityPosition = { blueprint: string; identifier: string };

/** Reads and writes the entities of the built-in catalog, each as the snapshot that events show. */
export function createEntities(db: Database, now: () => number) {
  return {
    async get(blueprint: string, identifier: string): Promise<JsonObject | null> {
      const row = await db
        .selectFrom('entities')
        .select('entity')
        .where('blueprint', '=', blueprint)
        .where('identifier', '=', identifier)
        .executeTakeFirst();
      return row?.entity ?? null;
    },

    /** Reads an entity and blocks changes to it until the transaction ends. */
    async lock(blueprint: string, identifier: string): Promise<JsonObject | null> {
      const row = await db
        .selectFrom('entities')
        .select('entity')
        .where('blueprint', '=', blueprint)
        .where('identifier', '=', identifier)
        .forUpdate()
        .executeTakeFirst();
      return row?.entity ?? null;
    },

    /** Stores a new entity; false when another transaction created it first. */
    async insert(blueprint: string, identifier: string, entity: JsonObject): Promise<boolean> {
      const result = await db
        .insertInto('entities')
        .values({ blueprint, identifier, entity: JSON.stringify(entity), updated_at: new Date(now()) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    async update(blueprint: string, identifier: string, entity: JsonObject): Promise<void> {
      await db
        .updateTable('entities')
        .set({ entity: JSON.stringify(entity), updated_at: new Date(now()) })
        .where('blueprint', '=', blueprint)
        .where('identifier', '=', identifier)
        .execute();
    },

    /** Blocks all writers of entities until the transaction ends, after waiting for those already in progress. */
    async lockAll(): Promise<void> {
      await sql`lock table entities in share mode`.execute(db);
    },

    async remove(blueprint: string, identifier: string): Promise<void> {
      await db.deleteFrom('entities').where('blueprint', '=', blueprint).where('identifier', '=', identifier).execute();
    },

    /** Entities of one blueprint or all, ordered by blueprint and identifier, starting after `after`. */
    async list(blueprint: string | null, after: EntityPosition | null, limit: number): Promise<JsonObject[]> {
      let query = db.selectFrom('entities').select('entity').orderBy('blueprint').orderBy('identifier').limit(limit);
      if (blueprint !== null) query = query.where('blueprint', '=', blueprint);
      if (after !== null) {
        const { blueprint: name, identifier } = after;
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('blueprint', 'identifier'), '>', tuple(name, identifier)),
        );
      }
      return (await query.execute()).map((row) => row.entity);
    },
  };
}

/** The entities, through one database or transaction. */
export type Entities = ReturnType<typeof createEntities>;
