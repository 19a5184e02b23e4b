import { existsSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { AppError } from '../core/error.ts';
import { diskError, durableFiles, durableSettings } from './durable-files.ts';
import { freeSpace, neededRoom } from './free-space.ts';
import { createTurns } from './turns.ts';

/**
 * PGlite's default, 128 MB, touches every page at start: a third of a restart's time and 100 MB of memory. With 16 MB, an
 * hour of load spends a quarter of its time reading pages again: each is a system call that blocks the event loop.
 */
const sharedBuffers = ['-c', 'shared_buffers=64MB'];

/** The disk settings that tests control, and the callback for an engine that cannot continue. */
export type PgliteOptions = {
  sync?: ((descriptor: number) => void) | undefined;
  room?: () => number;
  onBroken?(sentence: string): void;
};

/** Statements that need no free space: those that write nothing, and those that end a transaction. */
const needsNoRoom = /^\s*(select|show|commit|rollback)\b/i;

const noRoom = 'The disk of the data folder is full: nothing can be stored until there is space';

/**
 * PGlite behind the pool interface of `pg`, so that Kysely and the queue treat it like any Postgres. There is only one
 * connection: its users take turns, because statements of two transactions would otherwise mix. An engine that ended
 * because the disk failed is reopened once there is space: it recovers from its journal, as after a crash.
 */
export async function createPglitePool(directory: string, options: PgliteOptions = {}): Promise<PostgresPool> {
  const { room = () => freeSpace(directory), onBroken = () => {}, sync } = options;
  await mkdir(directory, { recursive: true });
  requireWhole(directory);
  const turn = createTurns();
  let line: Promise<void> = Promise.resolve();
  let failure: Error | null = null;
  let db = await open().catch((cause: unknown) => {
    // A full disk, and everything else that names its reason, is explained where it is known.
    if (failure !== null || !(cause instanceof Error) || !isDamage.test(cause.message)) throw cause;
    throw new AppError(
      'unavailable',
      `The database in ${join(directory, 'postgres')} cannot be opened; it may be damaged. Restore a backup, or move the folder away to start with an empty database.`,
      { cause },
    );
  });
  markComplete(directory);

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

  /** Reopens an ended engine; only for the connection's holder, at the start of its turn. */
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
    // An engine that ended during a statement never answers it.
    if (failure !== null) throw failure;
    if (!needsNoRoom.test(text) && room() < neededRoom) throw diskError(noRoom);
    // Several statements in one text, as in the queue's own migrations, work only with `exec`.
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
      // An engine that has ended needs no closing.
      const last = await connect().catch(() => null);
      if (failure === null) await db.close();
      last?.release();
    },
  } as PostgresPool;
}

/** True when the engine itself broke: what its WebAssembly throws is not a database error. */
function isEnd(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'RuntimeError' || error.name === 'ExitStatus');
}

/** How the engine ends at its start when it cannot read what is there; it names no reason. */
const isDamage = /failed to initialize|^Aborted/;

/** The file that says that the database was created completely: without it, an interrupted first start is begun again. */
const completeMarker = 'complete';

function markComplete(directory: string): void {
  try {
    writeFileSync(join(directory, completeMarker), '');
  } catch {
    // A full disk: the next start writes it.
  }
}

/**
 * Throws when a database was here and is not whole, as after half of a restore: the engine would create an empty one in its
 * place, and everything would seem to be lost.
 */
function requireWhole(directory: string): void {
  if (!existsSync(join(directory, completeMarker)) || existsSync(join(directory, 'postgres', 'PG_VERSION'))) return;
  throw new AppError(
    'unavailable',
    `The database in ${directory} is incomplete: postgres/PG_VERSION is missing. Restore the whole folder from a backup, or move it away to start with an empty one.`,
  );
}
