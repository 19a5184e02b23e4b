import { CompiledQuery, Kysely, Migrator, PostgresDialect, type PostgresPool } from 'kysely';
import { migrations } from './migrations/index.ts';
import { createPostgresPool, type PostgresOptions, quoteIdentifier } from './postgres.ts';
import type { Tables } from './tables.ts';

/** A database of either engine, or a transaction on it. */
export type Database = Kysely<Tables>;

/**
 * Where the data is stored: on a server, by URL, or in an embedded database in a folder, which `engine` opens, by
 * default in the calling thread.
 */
export type DatabaseOptions = PostgresOptions | { directory: string; engine?: EmbeddedEngine | undefined };

/** Opens the embedded database of a folder; `onBroken` is called with a sentence when it cannot continue. */
export type EmbeddedEngine = (directory: string, onBroken: (sentence: string) => void) => Promise<PostgresPool>;

/** Callbacks for broken idle connections, which the pool replaces, and for migrations that were run. */
export type DatabaseListener = {
  onError?(error: unknown): void;
  onMigrated?(names: readonly string[]): void;
  /** The embedded engine cannot continue, for the reason in this sentence. */
  onBroken?(sentence: string): void;
};

/** Opens the database and migrates it to the newest schema; replicas may do so at the same time. */
export async function openDatabase(options: DatabaseOptions, listener: DatabaseListener = {}): Promise<Database> {
  const { onError = () => {}, onMigrated = () => {}, onBroken = () => {} } = listener;
  if ('url' in options) {
    // On separate connections: migrating a large table may take longer than the normal statement timeout.
    const once = open(createPostgresPool({ ...options, statement: 0, connections: 2 }, onError));
    onMigrated(await migrate(once, options.schema).finally(() => once.destroy()));
    return open(createPostgresPool(options, onError));
  }
  const { directory, engine = inCallingThread } = options;
  const db = open(await engine(directory, onBroken));
  try {
    onMigrated(await migrate(db, 'public'));
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** Opens embedded databases in the calling thread. */
export const inCallingThread: EmbeddedEngine = async (directory, onBroken) => {
  // The service opens them in a thread of their own, and a server on Postgres not at all: it need not load the engine.
  const { createPglitePool } = await import('./pglite.ts');
  return createPglitePool(directory, { onBroken });
};

function open(pool: PostgresPool): Database {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** Runs pending migrations; returns their names. */
async function migrate(db: Database, schema: string): Promise<string[]> {
  const create = CompiledQuery.raw(`create schema if not exists ${quoteIdentifier(schema)}`);
  await oneAtATime(db, (connection) => connection.executeQuery(create));
  const provider = { getMigrations: async () => migrations };
  // With a schema name; otherwise tables of another schema in the same database would be taken for ours.
  const migrator = new Migrator({ db, provider, migrationTableSchema: schema });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return results.map(({ migrationName }) => migrationName);
}

/** Identifies our advisory lock on the server; any fixed number will do. */
const lockNumber = 7_233_901_255;

/**
 * Runs work on its own connection while no other process runs such work. Replicas that start together would otherwise
 * collide: even `if not exists` fails when two of them create the same table.
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

/** Runs SQL from the queue's library, on the database or inside our transaction. */
export function executor(db: Database): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  return {
    async executeSql(text, values = []) {
      const query = CompiledQuery.raw(text, values);
      if (db.isTransaction) return { rows: (await db.executeQuery(query)).rows };
      return db.connection().execute(async (connection) => {
        try {
          return { rows: (await connection.executeQuery(query)).rows };
        } catch (error) {
          // Its SQL may open a transaction. Left open after a failure, it would break the connection for the next user.
          await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => {});
          throw error;
        }
      });
    },
  };
}
