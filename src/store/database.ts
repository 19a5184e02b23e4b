import { CompiledQuery, Kysely, Migrator, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import { migrations } from './migrations/index.ts';
import { createPglitePool } from './pglite.ts';
import type { Tables } from './tables.ts';

/** Either engine, or a transaction on it. */
export type Database = Kysely<Tables>;

/** Where the data lives: a server by URL, or an embedded database in a folder (null: in memory). */
export type DatabaseOptions = { url: string; schema: string; connections?: number } | { directory: string | null };

/** bigint as a number: our sequences stay far below 2^53, and PGlite reads them so too. */
const int8 = 20;

/** Opens the database and brings it to the newest schema; replicas may do so at the same time. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const pool = 'url' in options ? postgresPool(options) : await createPglitePool(options.directory);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    const schema = 'url' in options ? options.schema : 'public';
    await db.executeQuery(CompiledQuery.raw(`create schema if not exists ${quoteIdentifier(schema)}`));
    const provider = { getMigrations: async () => migrations };
    // Named, because otherwise the tables of another schema in the same database would be taken for ours.
    const migrator = new Migrator({ db, provider, migrationTableSchema: schema });
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function postgresPool(options: { url: string; schema: string; connections?: number }): PostgresPool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections ?? 10,
    // Every statement of ours and of the queue finds its tables by this path, none names the schema.
    options: `-c search_path=${quoteIdentifier(options.schema)}`,
    application_name: 'catalog-automations',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  });
  // A restart of Postgres ends idle connections. The pool has dropped them by now and opens others when asked; without
  // a listener the event would end the process.
  pool.on('error', () => {});
  return pool as unknown as PostgresPool;
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Runs SQL that the queue's library made, on the database or inside our transaction. */
export function executor(db: Database): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  return {
    async executeSql(text, values = []) {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, values));
      return { rows };
    },
  };
}
