import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { besideDatabase } from '../data-folder.ts';
import type { Database } from '../database.ts';
import { type BackupOptions, backupText } from './backup.ts';

/** Fast rather than small: the embedded database stores nothing else while it is read. */
const level = 3;

/** A backup stream, with its size in bytes if that is known in advance. */
export type BackupStream = { body: Readable; size: number | null };

/** A backup of a database, compressed; it is read from the database as fast as the stream is read. */
export function streamBackup(db: Database, options: BackupOptions): Readable {
  const gzip = createGzip({ level });
  // A stream that is destroyed before its end ends the transaction; its reader gets the error.
  pipeline(Readable.from(backupText(db, options)), gzip, () => {});
  gzip.on('error', () => {});
  return gzip;
}

/**
 * A backup through a temporary file in `folder`, used when there is no space for a copy of the database, because a slow
 * reader would occupy the only connection. The file is deleted when the stream closes. An aborted backup ends between
 * two batches.
 */
export async function spoolBackup(
  db: Database,
  options: BackupOptions & { folder: string; signal: AbortSignal },
): Promise<BackupStream> {
  const file = join(options.folder, besideDatabase.backup);
  const remove = () => rm(file, { recursive: true, force: true });
  try {
    await remove();
    await piped(streamBackup(db, options), createWriteStream(file, { mode: 0o600 }), { signal: options.signal });
    const { size } = await stat(file);
    const body = createReadStream(file);
    await once(body, 'open');
    body.once('close', () => void remove());
    return { body, size };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The text of a compressed backup. */
export function unpacked(compressed: Readable): Readable {
  const gunzip = createGunzip();
  pipeline(compressed, gunzip, () => {});
  // The reader gets the error; it may come before anything reads.
  gunzip.on('error', () => {});
  return gunzip;
}
