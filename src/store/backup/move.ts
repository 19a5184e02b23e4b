import { accessSync, constants } from 'node:fs';
import { AppError } from '../../core/error.ts';
import { markMoved } from '../data-folder.ts';
import { lockDirectory } from '../lock.ts';
import type { PostgresOptions } from '../postgres.ts';
import { jobsTableOf, queueOf } from '../queue.ts';
import { backupText } from './backup.ts';
import { holdsDatabase, openUnmigrated } from './open.ts';
import type { Restored } from './restore.ts';
import { type RestoreOptions, restoreIntoPostgres } from './restore-into.ts';

/**
 * Moves the data of a folder to Postgres, where a service can continue with it; the folder keeps its data, and a note
 * about the move.
 */
export async function moveToPostgres(
  directory: string,
  target: PostgresOptions,
  options: Omit<RestoreOptions, 'from'> & { program: string; now: () => number },
): Promise<Restored> {
  requireDatabase(directory);
  const unlock = await lockDirectory(directory);
  try {
    const source = await openUnmigrated({ directory });
    try {
      const jobsTable = jobsTableOf(queueOf('public'));
      const from = backupText(source, { program: options.program, at: options.now(), jobsTable });
      const moved = await restoreIntoPostgres(target, { ...options, from });
      const { host, pathname } = new URL(target.url);
      await markMoved(directory, `${host}${pathname}`, moved.header.at);
      return moved;
    } finally {
      await source.destroy();
    }
  } finally {
    await unlock();
  }
}

/** Throws a sentence unless a folder contains a database. */
export function requireDatabase(directory: string): void {
  if (holdsDatabase(directory)) return;
  if (isClosed(directory)) {
    throw new AppError(
      'forbidden',
      `This user cannot read ${directory}. Run the command as the user of the service or, while the service is running, give its address with --server-url, and CLIENT_ID and CLIENT_SECRET.`,
    );
  }
  throw new AppError('not_found', `There is no database in ${directory}. Give its folder with --data-dir or DATA_DIR.`);
}

/** True for a folder that this user may not read, so that its contents seem to be missing. */
function isClosed(directory: string): boolean {
  try {
    accessSync(directory, constants.R_OK | constants.X_OK);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES';
  }
}
