import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { KeptDefinition } from './tables.ts';

/** The result of a source's last sync: identifier and content hash of each definition. */
export type StoredSource = { source: string; synced: ReadonlyMap<string, string>; by: string };

/** What a sync replaced, numbered from 1 within its source. */
export type Revision = { number: number; definitions: KeptDefinition[] };

/** How many revisions are kept for each source. */
export const keptRevisions = 20;

/** Reads and writes the sources of definitions, their repositories, and the sets that they had before. */
export function createSources(db: Database, now: () => number) {
  return {
    async get(source: string): Promise<StoredSource | null> {
      const row = await db.selectFrom('sources').selectAll().where('source', '=', source).executeTakeFirst();
      return row ? { source, synced: new Map(row.synced), by: row.synced_by } : null;
    },

    /** Stores what a sync wrote, so that the next one detects changes made in between. */
    async save({ source, synced, by }: StoredSource): Promise<void> {
      const values = { synced: JSON.stringify([...synced]), synced_at: new Date(now()), synced_by: by };
      await db
        .insertInto('sources')
        .values({ source, ...values })
        .onConflict((conflict) => conflict.column('source').doUpdateSet(values))
        .execute();
    },

    /** The id that a repository's name is bound to; null until a workflow of the repository has synced. */
    async repositoryId(name: string): Promise<string | null> {
      const row = await db.selectFrom('repositories').select('id').where('name', '=', name).executeTakeFirst();
      return row?.id ?? null;
    },

    /** All names under which a repository has synced. */
    async repositoryNames(id: string): Promise<string[]> {
      const rows = await db.selectFrom('repositories').select('name').where('id', '=', id).orderBy('name').execute();
      return rows.map(({ name }) => name);
    },

    /** Binds a name to an id, unless it is already bound. */
    async bindRepository(name: string, id: string): Promise<void> {
      await db
        .insertInto('repositories')
        .values({ name, id, bound_at: new Date(now()) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    /** Unbinds a name, so that another repository can use it. */
    async releaseRepository(name: string): Promise<void> {
      await db.deleteFrom('repositories').where('name', '=', name).execute();
    },

    /** What the last sync replaced; null when there was none. */
    async lastRevision(source: string): Promise<Revision | null> {
      const row = await db
        .selectFrom('revisions')
        .select(['number', 'definitions'])
        .where('source', '=', source)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },

    /**
     * Stores what a sync is about to replace, and deletes the oldest revision beyond the limit; returns the new one's
     * number.
     */
    async keepRevision(source: string, definitions: readonly KeptDefinition[], by: string): Promise<number> {
      const values = {
        source,
        definitions: JSON.stringify(definitions),
        replaced_at: new Date(now()),
        replaced_by: by,
      };
      const next = sql<number>`(select coalesce(max(number), 0) + 1 from revisions where source = ${source})`;
      const { number } = await db
        .insertInto('revisions')
        .values({ ...values, number: next })
        .returning('number')
        .executeTakeFirstOrThrow();
      await db
        .deleteFrom('revisions')
        .where('source', '=', source)
        .where('number', '<=', number - keptRevisions)
        .execute();
      return number;
    },
  };
}

/** The sources, through one database or transaction. */
export type Sources = ReturnType<typeof createSources>;
