import { statfsSync } from 'node:fs';

/** The free space the embedded database needs to write at all, bytes: its journal grows by files of 16 MB. */
export const neededRoom = 40 * 1024 * 1024;

/** The bytes still free on a folder's disk; Infinity when the system does not say. */
export function freeSpace(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Measures the free space of an embedded database; null for one on a server. */
export function spaceMeter(database: { directory: string } | { url: string }): (() => number) | null {
  return 'directory' in database ? () => freeSpace(database.directory) : null;
}
