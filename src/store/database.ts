import { CompiledQuery, Kysely, Migrator, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import { migrations } from './migrations/index.ts';
import { createPglitePool } from './pglite.ts';
import type { Tables } from './tables.ts';

/** Either engine, or a transaction on it. */
export type Database = Kysely<Tables>;

/** Where the data lives: a server by URL, or an embedded database in a folder. */
export type DatabaseOptions = { url: string; schema: string; connections?: number } | { directory: string };

/** bigint as a number: our sequences stay far below 2^53, and PGlite reads them so too. */
const int8 = 20;

/**
 * Opens the database and brings it to the newest schema; replicas may do so at the same time. `onError` hears of idle
 * connections that broke; the pool replaces them.
 */
export async function openDatabase(
  options: DatabaseOptions,
  onError: (error: unknown) => void = () => {},
): Promise<Database> {
  const pool = 'url' in options ? postgresPool(options, onError) : await createPglitePool(options.directory);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    const schema = 'url' in options ? options.schema : 'public';
    const create = CompiledQuery.raw(`create schema if not exists ${quoteIdentifier(schema)}`);
    await oneAtATime(db, (connection) => connection.executeQuery(create));
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

function postgresPool(
  options: { url: string; schema: string; connections?: number },
  onError: (error: unknown) => void,
): PostgresPool {
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
  // Without listeners, a database that restarts would take this process down: the pool speaks for connections that wait,
  // each one for itself while somebody has it, be it between two statements of a transaction.
  pool.on('error', onError);
  pool.on('connect', (client) => void client.on('error', onError));
  return pool as unknown as PostgresPool;
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Names our lock among all that use the same server; any number that stays the same will do. */
const lockNumber = 7_233_901_255;

/**
 * Does work on a connection of its own while no other process does such work. For what replicas that start together
 * would trip over: even `if not exists` fails when two create the same thing at once.
 */
export async function oneAtATime<T>(db: Database, work: (connection: Database) => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await connection.executeQuery(CompiledQuery.raw('select pg_advisory_lock($1)', [lockNumber]));
    try {
      return await work(connection);
    } finally {
      await connection.executeQuery(CompiledQuery.raw('select pg_advisory_unlock($1)', [lockNumber]));
    }
  });
}

/** Runs SQL that the queue's library made, on the database or inside our transaction. */
export function executor(db: Database): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  return {
    async executeSql(text, values = []) {
      const query = CompiledQuery.raw(text, values);
      if (db.isTransaction) return { rows: (await db.executeQuery(query)).rows };
      return db.connection().execute(async (connection) => {
        try {
          return { rows: (await connection.executeQuery(query)).rows };
        } catch (error) {
          // Its texts may open a transaction. Left open after a failure, it would fail whoever gets this connection next.
          await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => {});
          throw error;
        }
      });
    },
  };
}
