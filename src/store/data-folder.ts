import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError, messageOf } from '../core/error.ts';
import { parseObject } from '../core/json.ts';
import { freeSpace, neededRoom } from './free-space.ts';
import { lockDirectory } from './lock.ts';

/**
 * Creates the folder of an embedded database and checks that it is writable. Rejects with a sentence for the operator.
 */
export async function makeDataFolder(directory: string): Promise<void> {
  try {
    // One level at a time: below /proc, Node's own recursion never ends.
    const missing: string[] = [];
    for (let at = resolve(directory); !existsSync(at); at = dirname(at)) missing.unshift(at);
    for (const at of missing) await mkdir(at, { mode: 0o700 }).catch(exceptExisting);
    const probe = join(directory, `probe-${randomUUID()}`);
    await writeFile(probe, '');
    await rm(probe, { force: true });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC') throw cause;
    const message = `The service cannot start: ${messageOf(cause)}. Set DATA_DIR to a folder that the service can write to.`;
    throw new AppError('invalid_request', message, { cause });
  }
  if (freeSpace(directory) >= neededRoom) return;
  const message = `The service cannot start: the disk of ${directory} has less than ${neededRoom / 1024 / 1024} MB left. Free some space, or set DATA_DIR to a folder on another disk.`;
  throw new AppError('unavailable', message);
}

function exceptExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

/** The file that says where the data of a folder was moved. */
const movedMarker = 'moved.json';

/**
 * Records that the data of a folder is in use elsewhere, because a service that started here would repeat the waiting
 * calls.
 */
export async function markMoved(directory: string, to: string, at: string): Promise<void> {
  await writeFile(join(directory, movedMarker), `${JSON.stringify({ to, at })}\n`);
}

/** Removes the note that the data was moved, because the folder gets other data. */
export async function unmarkMoved(directory: string): Promise<void> {
  await rm(join(directory, movedMarker), { force: true });
}

/** Throws a sentence when the data of a folder was moved away. */
export async function requireNotMoved(directory: string): Promise<void> {
  const file = join(directory, movedMarker);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return;
  const { to, at } = (parseObject(text) ?? {}) as { to?: string; at?: string };
  throw new AppError(
    'conflict',
    `The data of ${directory} was moved to ${to ?? 'Postgres'}${at === undefined ? '' : ` at ${at}`}. Set DATABASE_URL to continue there. To continue here with the data as it was then, delete ${file}; calls that wait in both databases will be made twice.`,
  );
}

/** The names of temporary files of backups and restores in a data folder. */
export const besideDatabase = { restore: 'restoring', backup: 'backup-in-progress' } as const;

/**
 * Locks a data folder for this process, and removes files left by killed backups and restores; returns a function that
 * releases it.
 */
export async function claimDataFolder(directory: string): Promise<() => Promise<void>> {
  const unlock = await lockDirectory(directory);
  await rm(join(directory, besideDatabase.backup), { recursive: true, force: true });
  // Without a database, a restore may have been killed just before it put this in its place.
  if (existsSync(join(directory, 'postgres', 'PG_VERSION'))) {
    await rm(join(directory, besideDatabase.restore), { recursive: true, force: true });
  }
  return unlock;
}
