import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError, messageOf } from '../core/error.ts';
import { freeSpace, neededRoom } from './free-space.ts';

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
  const message = `The service cannot start: the disk of ${directory} has less than ${neededRoom / 1024 / 1024} MB left. Make room, or set DATA_DIR to a folder on another disk.`;
  throw new AppError('unavailable', message);
}

function exceptExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}
