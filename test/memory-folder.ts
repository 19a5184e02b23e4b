import { chmodSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Linux has a file system in memory. */
const memory = '/dev/shm';

/** Room for the databases of all workers, browsers and Postgres, bytes. */
const neededBytes = 4 * 1024 ** 3;

/**
 * Makes the folder for everything that a test run writes, in memory where there is room: hundreds of embedded databases are
 * copied, and each of their commits is synced, which on a disk costs as much as all tests together.
 */
export function makeRunFolder(): string {
  const folder = mkdtempSync(join(hasRoom() ? memory : tmpdir(), 'catalog-test-'));
  // Postgres, started as root, runs as another user, who has to get to its own folder below.
  chmodSync(folder, 0o711);
  return folder;
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= neededBytes;
  } catch {
    return false;
  }
}
