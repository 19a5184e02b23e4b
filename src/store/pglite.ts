import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { diskError, durableFiles, durableSettings } from './durable-files.ts';
import { freeSpace, neededRoom } from './free-space.ts';
import { createTurns } from './turns.ts';

/**
 * Of its default, 128 MB, every page is touched at the start: a third of a restart's work and 100 MB of memory, for data that the
 * operating system has in its cache anyway.
 */
const sharedBuffers = ['-c', 'shared_buffers=16MB'];

/** What tests decide about the disk, and who hears that the engine cannot go on, in a sentence. */
export type PgliteOptions = {
  sync?: ((descriptor: number) => void) | undefined;
  room?: () => number;
  onBroken?(sentence: string): void;
};

/** Statements that write nothing, and those that end a transaction, need no room. */
const needsNoRoom = /^\s*(select|show|commit|rollback)\b/i;

const noRoom = 'The disk of the data folder is full: nothing can be stored until there is room';

/**
 * PGlite behind the pool interface of `pg`, so that Kysely and the queue treat it as any Postgres. There is one
 * connection: whoever holds it runs alone, the others wait in line. Without the line, statements of two
 * transactions would mix. An engine that a failing disk has ended is opened again once there is room: it recovers from its
 * journal, as after a crash.
 */
export async function createPglitePool(directory: string, options: PgliteOptions = {}): Promise<PostgresPool> {
  const { room = () => freeSpace(directory), onBroken = () => {}, sync } = options;
  await mkdir(directory, { recursive: true });
  const turn = createTurns();
  let line: Promise<void> = Promise.resolve();
  let failure: Error | null = null;
  let db = await open();

  function open(): Promise<PGlite> {
    return PGlite.create({
      fs: durableFiles(
        join(directory, 'postgres'),
        (error) => {
          failure = error;
        },
        sync,
      ),
      // `-F` is how PGlite turns syncing off.
      startParams: [...PGlite.defaultStartParams.filter((one) => one !== '-F'), ...durableSettings, ...sharedBuffers],
      initDbStartParams: sharedBuffers,
    });
  }

  /** For the one who holds the connection, at the beginning of its turn. */
  async function reopen(): Promise<void> {
    if (room() < neededRoom) throw diskError(noRoom, failure);
    failure = null;
    try {
      db = await open();
    } catch (error) {
      failure ??= error instanceof Error ? error : new Error(String(error));
      if (room() >= neededRoom) {
        onBroken(`The embedded database in ${directory} cannot be opened again: ${failure.message}`);
      }
      throw diskError('The embedded database cannot be opened again', failure);
    }
  }

  async function connect(): Promise<PostgresPoolClient> {
    const ahead = line;
    let leave = () => {};
    line = new Promise<void>((resolve) => {
      leave = resolve;
    });
    await ahead;
    try {
      if (failure !== null) await reopen();
    } catch (error) {
      leave();
      throw error;
    }
    const engine = db;
    return {
      query: (text: string, values?: readonly unknown[]) => query(engine, text, values),
      release: leave,
    } as PostgresPoolClient;
  }

  async function query(
    engine: PGlite,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<unknown>> {
    await turn();
    // An engine that was ended in the middle of a statement answers nothing any more.
    if (failure !== null) throw failure;
    if (!needsNoRoom.test(text) && room() < neededRoom) throw diskError(noRoom);
    // Several statements in one text, as the queue's own migrations send them, only pass through `exec`.
    const answer = values.length > 0 ? engine.query(text, [...values]) : engine.exec(text).then((all) => all.at(-1));
    const result = await answer.catch((error: unknown) => {
      if (failure === null && isEnd(error)) failure = error;
      throw failure ?? error;
    });
    const rows = result?.rows ?? [];
    const command = (/^\s*([a-z]+)/i.exec(text)?.[1] ?? 'select').toUpperCase() as 'SELECT';
    return { command, rowCount: result?.affectedRows ?? rows.length, rows };
  }

  return {
    connect,
    async end() {
      // An engine that has ended has nothing left to close.
      const last = await connect().catch(() => null);
      if (failure === null) await db.close();
      last?.release();
    },
  } as PostgresPool;
}

/** True when the engine itself broke: what its WebAssembly throws is no answer of a database. */
function isEnd(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'RuntimeError' || error.name === 'ExitStatus');
}
