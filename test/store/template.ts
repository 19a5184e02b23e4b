import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { openQueue } from '../../src/store/queue.ts';
import { until } from '../e2e/harness/until.ts';
import { startPostgres } from './postgres-server.ts';

/**
 * Gives the path of what to copy. What takes seconds to make is made once for all test files, by the first that needs it.
 */
async function madeOnce(name: string, make: (directory: string) => Promise<void>): Promise<string> {
  const path = (state: string) => join(inject('scratch'), `${name}-${state}`);
  const first = await mkdir(path('begun')).then(
    () => true,
    () => false,
  );
  if (first) {
    await make(path('making'));
    await rename(path('making'), path('ready'));
  }
  await until(
    () => stat(path('ready')).catch(() => null),
    (found) => found !== null,
  );
  return path('ready');
}

/** Gives a data folder a new embedded database. */
export async function freshDatabase(directory: string): Promise<void> {
  const ready = await madeOnce('pglite', async (making) => {
    const db = await openDatabase({ directory: making });
    const queue = await openQueue(db, { schema: 'pgboss', onError: () => {} });
    await queue.stop();
    await db.destroy();
  });
  await mkdir(directory, { recursive: true });
  // Node's own copy takes ten times the CPU for a thousand files.
  await promisify(execFile)('cp', ['-a', `${ready}/.`, directory]);
}

/** A new database on the shared Postgres server that has all tables, as an embedded one has them; `stop` drops it. */
export async function freshPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const ready = await madeOnce('postgres', async (making) => {
    const { url } = await startPostgres();
    const db = await openDatabase({ url, schema: 'public' });
    const queue = await openQueue(db, { schema: 'pgboss', onError: () => {} });
    await queue.stop();
    await db.destroy();
    await writeFile(making, new URL(url).pathname.slice(1));
  });
  return startPostgres(await readFile(ready, 'utf8'));
}

/** A new database on the shared Postgres server, opened; `close` drops it. */
export async function openFreshPostgres(): Promise<{ db: Database; close(): Promise<void> }> {
  const { url, stop } = await freshPostgres();
  const db = await openDatabase({ url, schema: 'public', connections: 6 });
  return { db, close: () => db.destroy().finally(stop) };
}

/** A new embedded database, opened; its folder goes with the test run. */
export async function openFreshDatabase(): Promise<Database> {
  const directory = await mkdtemp(join(inject('scratch'), 'database-'));
  await freshDatabase(directory);
  return openDatabase({ directory });
}
