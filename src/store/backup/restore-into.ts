import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../core/error.ts';
import { besideDatabase, makeDataFolder, unmarkMoved } from '../data-folder.ts';
import { openDatabase } from '../database.ts';
import { lockDirectory } from '../lock.ts';
import type { PostgresOptions } from '../postgres.ts';
import { openQueue, queueOf } from '../queue.ts';
import type { Progress } from './backup.ts';
import { holdsDatabase, openUnmigrated } from './open.ts';
import { type Restored, requireRestorable, restoreBackup } from './restore.ts';
import { requireTarget } from './target.ts';

/** The input of a restore, whether it may replace data, and a callback for the progress. */
export type RestoreOptions = {
  from: AsyncIterable<Buffer | string>;
  /**
   * The same backup as a second stream, which is read to its end before anything is created; absent if it can be read
   * only once.
   */
  proof?: AsyncIterable<Buffer | string> | undefined;
  replace: boolean;
  onProgress?: ((progress: Progress) => void) | undefined;
};

/** Restores a backup into Postgres. */
export async function restoreIntoPostgres(target: PostgresOptions, options: RestoreOptions): Promise<Restored> {
  const schemaless = await openUnmigrated(target);
  await requireTarget(schemaless, options).finally(() => schemaless.destroy());
  if (options.proof !== undefined) await requireRestorable(options.proof);
  return load(target, options, () => openDatabase(target).then((db) => db.destroy()));
}

/** The result of a restore into a folder, and where the previous database is now. */
export type RestoredFolder = Restored & { former: string | null };

/**
 * Restores a backup into a data folder: next to the existing database, which it then replaces in one step. `stamp`: a
 * text for the name of the previous database.
 */
export async function restoreIntoFolder(
  directory: string,
  stamp: string,
  options: RestoreOptions,
): Promise<RestoredFolder> {
  await makeDataFolder(directory);
  const unlock = await lockDirectory(directory);
  const beside = join(directory, besideDatabase.restore);
  try {
    const isTaken = holdsDatabase(directory);
    if (isTaken && !options.replace) {
      throw new AppError(
        'conflict',
        `There is a database in ${directory}. Choose another folder with --data-dir, or replace it with --replace, which keeps it under another name.`,
      );
    }
    if (options.proof !== undefined) await requireRestorable(options.proof);
    await rm(beside, { recursive: true, force: true });
    const restored = await load({ directory: beside }, options);
    const current = join(directory, 'postgres');
    const former = isTaken ? join(directory, `postgres-before-${stamp}`) : null;
    if (former !== null) await rename(current, former);
    await rename(join(beside, 'postgres'), current);
    await unmarkMoved(directory);
    await syncFolder(directory);
    return { ...restored, former };
  } finally {
    await rm(beside, { recursive: true, force: true });
    await unlock();
  }
}

async function load(
  target: PostgresOptions | { directory: string },
  { from, onProgress }: RestoreOptions,
  migrate: () => Promise<void> = async () => {},
): Promise<Restored> {
  await migrate();
  const db = 'url' in target ? await openUnmigrated(target) : await openDatabase(target);
  try {
    const schema = queueOf('url' in target ? target.schema : 'public');
    const queue = await openQueue(db, { schema, onError: () => {} });
    try {
      return await restoreBackup(db, queue, from, onProgress);
    } finally {
      await queue.stop();
    }
  } finally {
    await db.destroy();
  }
}

/** Makes renames in a folder survive a power failure, if the system supports it. */
async function syncFolder(directory: string): Promise<void> {
  const handle = await open(directory).catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
