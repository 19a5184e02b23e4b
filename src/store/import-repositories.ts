import type { JsonObject } from '../core/json.ts';
import type { Database } from './database.ts';

/** A repository that an import still has to read. */
export type WaitingRepository = { id: string; repository: JsonObject };

/** Reads and writes the repositories that imports still have to read, in the order in which they were found. */
export function createImportRepositories(db: Database) {
  return {
    /** Adds repositories to an import, each once; returns how many are new. */
    async add(job: string, repositories: readonly WaitingRepository[]): Promise<number> {
      if (repositories.length === 0) return 0;
      const rows = repositories.map(({ id, repository }) => ({ job, id, repository: JSON.stringify(repository) }));
      const result = await db
        .insertInto('import_repositories')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return Number(result.numInsertedOrUpdatedRows ?? 0n);
    },

    /** The first repository that an import still has to read; null: none is left. */
    async first(job: string): Promise<WaitingRepository | null> {
      const row = await db
        .selectFrom('import_repositories')
        .select(['id', 'repository'])
        .where('job', '=', job)
        .orderBy('seq')
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },

    /** Removes a repository that was read. */
    async remove(job: string, id: string): Promise<void> {
      await db.deleteFrom('import_repositories').where('job', '=', job).where('id', '=', id).execute();
    },
  };
}

/** The repositories of imports, through one database or transaction. */
export type ImportRepositories = ReturnType<typeof createImportRepositories>;
