import { constants } from 'node:fs';
import { cp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, pipeline } from 'node:stream';
import { besideDatabase } from '../data-folder.ts';
import type { Database, EmbeddedEngine } from '../database.ts';
import { freeSpace, neededRoom } from '../free-space.ts';
import type { BackupOptions } from './backup.ts';
import { openUnmigrated } from './open.ts';
import { type BackupStream, streamBackup } from './stream.ts';
import { run } from './table-shapes.ts';

/** The folder of an embedded database, and what to open its copy with. */
export type CopyOptions = BackupOptions & {
  folder: string;
  engine: EmbeddedEngine | undefined;
  signal: AbortSignal;
};

/** True when the disk has space for a copy of the database, in addition to what the database itself needs. */
export async function hasRoomForCopy(folder: string): Promise<boolean> {
  return freeSpace(folder) > (await sizeOf(join(folder, 'postgres'))) + 2 * neededRoom;
}

/**
 * A backup from a copy of an embedded database, written as it is read: the database itself has only one connection,
 * which a backup would occupy for as long as its reader takes. The copy is deleted when the stream closes.
 */
export async function backupOfCopy(db: Database, options: CopyOptions): Promise<BackupStream> {
  const { folder, engine, signal } = options;
  const copy = join(folder, besideDatabase.backup);
  const remove = () => rm(copy, { recursive: true, force: true });
  try {
    await remove();
    await copyDatabase(db, folder, copy);
    signal.throwIfAborted();
    const reader = await openUnmigrated({ directory: copy, engine });
    // It closes only after the copy is gone: the next backup uses the same name.
    const body = new PassThrough({
      destroy(error, done) {
        void reader
          .destroy()
          .catch(() => {})
          .then(remove)
          .then(
            () => done(error),
            (failure: Error) => done(error ?? failure),
          );
      },
    });
    pipeline(streamBackup(reader, options), body, () => {});
    body.on('error', () => {});
    signal.addEventListener('abort', () => body.destroy(), { once: true });
    return { body, size: null };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Copies the files as they are between two statements; the copy recovers when it is opened, as after a crash. */
async function copyDatabase(db: Database, folder: string, copy: string): Promise<void> {
  // What is written now is not written while others wait, nor recovered later.
  await run(db, 'checkpoint');
  await db.transaction().execute(async (tx) => {
    // A transaction keeps the connection from its first statement on.
    await run(tx, 'select 1');
    await cp(join(folder, 'postgres'), join(copy, 'postgres'), { recursive: true, mode: constants.COPYFILE_FICLONE });
  });
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    // Files come and go meanwhile.
    bytes += await stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}
