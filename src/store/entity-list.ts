import { sql } from 'kysely';
import type { Database } from './database.ts';
import { anywhere, readableJson } from './text.ts';

/** One listed entity. */
export type ListedEntity = { identifier: string; title: string | null; updatedAt: number };

/** Lists entities for the page. */
export function createEntityList(db: Database) {
  return {
    /** How many entities each blueprint has; those without any are left out. */
    async counts(): Promise<Map<string, number>> {
      const rows = await db
        .selectFrom('entities')
        .select(['blueprint', (count) => count.fn.countAll<number>().as('count')])
        .groupBy('blueprint')
        .execute();
      return new Map(rows.map(({ blueprint, count }) => [blueprint, Number(count)]));
    },

    /**
     * Entities of a blueprint, by identifier, after the one named `after`; `search` looks at identifier and title. At
     * most `limit`.
     */
    async page(blueprint: string, search: string | null, after: string | null, limit: number): Promise<ListedEntity[]> {
      const pattern = anywhere(search ?? '');
      const { rows } = await sql<{ identifier: string; title: string | null; updated_at: Date }>`
        select identifier, ${readableJson('entity')} ->> 'title' as title, updated_at from entities
        where blueprint = ${blueprint} and ${after === null ? sql`true` : sql`identifier > ${after}`}
          and ${search === null ? sql`true` : sql`(identifier ilike ${pattern} or ${readableJson('entity')} ->> 'title' ilike ${pattern})`}
        order by identifier limit ${limit}`.execute(db);
      return rows.map(({ identifier, title, updated_at }) => ({ identifier, title, updatedAt: updated_at.getTime() }));
    },
  };
}

/** The list of entities, through one database or transaction. */
export type EntityList = ReturnType<typeof createEntityList>;
