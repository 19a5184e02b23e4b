import { CompiledQuery, Kysely, Migrator, PostgresDialect, type PostgresPool } from 'kysely';
import { migrations } from './migrations/index.ts';
import { createPglitePool } from './pglite.ts';
import { createPostgresPool, type PostgresOptions, quoteIdentifier } from './postgres.ts';
import type { Tables } from './tables.ts';

/** Either engine, or a transaction on it. */
export type Database = Kysely<Tables>;

/** Where the data lives: a server by URL, or an embedded database in a folder. */
export type DatabaseOptions = PostgresOptions | { directory: string };

/** Who wants to know of idle connections that broke, which the pool replaces, and of migrations that were run now. */
export type DatabaseListener = {
  onError?(error: unknown): void;
  onMigrated?(names: readonly string[]): void;
  /** The embedded engine cannot go on, for the reason in this sentence. */
  onBroken?(sentence: string): void;
};

/** Opens the database and brings it to the newest schema; replicas may do so at the same time. */
export async function openDatabase(options: DatabaseOptions, listener: DatabaseListener = {}): Promise<Database> {
  const { onError = () => {}, onMigrated = () => {}, onBroken = () => {} } = listener;
  if ('url' in options) {
    // On connections of its own: a change of a large table takes longer than anything may take later.
    const once = open(createPostgresPool({ ...options, statement: 0, connections: 2 }, onError));
    onMigrated(await migrate(once, options.schema).finally(() => once.destroy()));
    return open(createPostgresPool(options, onError));
  }
  const db = open(await createPglitePool(options.directory, { onBroken }));
  try {
    onMigrated(await migrate(db, 'public'));
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function open(pool: PostgresPool): Database {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** Returns the names of what had to be run. */
async function migrate(db: Database, schema: string): Promise<string[]> {
  const create = CompiledQuery.raw(`create schema if not exists ${quoteIdentifier(schema)}`);
  await oneAtATime(db, (connection) => connection.executeQuery(create));
  const provider = { getMigrations: async () => migrations };
  // Named, because otherwise the tables of another schema in the same database would be taken for ours.
  const migrator = new Migrator({ db, provider, migrationTableSchema: schema });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return results.map(({ migrationName }) => migrationName);
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
