import { statfsSync } from 'node:fs';

/** How much room the embedded database needs to write at all, bytes: its journal grows by files of 16 MB. */
export const neededRoom = 40 * 1024 * 1024;

/** The bytes that may still be written on the disk of a folder; Infinity where the system does not say. */
export function freeSpace(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
