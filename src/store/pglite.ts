import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { durableFiles, durableSettings } from './durable-files.ts';
import { createTurns } from './turns.ts';

/**
 * Of its default, 128 MB, every page is touched at the start: a third of a restart's work and 100 MB of memory, for data that the
 * operating system has in its cache anyway.
 */
const sharedBuffers = ['-c', 'shared_buffers=16MB'];

/**
 * PGlite behind the pool interface of `pg`, so that Kysely and the queue treat it as any Postgres. There is one
 * connection: whoever holds it runs alone, the others wait in line. Without the line, statements of two
 * transactions would mix.
 */
export async function createPglitePool(directory: string, sync?: (descriptor: number) => void): Promise<PostgresPool> {
  await mkdir(directory, { recursive: true });
  const db = await PGlite.create({
    fs: durableFiles(join(directory, 'postgres'), sync),
    // `-F` is how PGlite turns syncing off.
    startParams: [...PGlite.defaultStartParams.filter((one) => one !== '-F'), ...durableSettings, ...sharedBuffers],
    initDbStartParams: sharedBuffers,
  });
  const turn = createTurns();
  let line: Promise<void> = Promise.resolve();

  async function connect(): Promise<PostgresPoolClient> {
    const ahead = line;
    let leave = () => {};
    line = new Promise<void>((resolve) => {
      leave = resolve;
    });
    await ahead;
    return { query, release: leave } as PostgresPoolClient;
  }

  async function query(text: string, values: readonly unknown[] = []): Promise<PostgresQueryResult<unknown>> {
    await turn();
    // Several statements in one text, as the queue's own migrations send them, only pass through `exec`.
    const result = values.length > 0 ? await db.query(text, [...values]) : (await db.exec(text)).at(-1);
    const rows = result?.rows ?? [];
    const command = (/^\s*([a-z]+)/i.exec(text)?.[1] ?? 'select').toUpperCase() as 'SELECT';
    return { command, rowCount: result?.affectedRows ?? rows.length, rows };
  }

  return {
    connect,
    async end() {
      const last = await connect();
      await db.close();
      last.release();
    },
  } as PostgresPool;
}
