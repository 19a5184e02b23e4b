import { cp, mkdir, mkdtemp, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { openQueue } from '../../src/store/queue.ts';
import { until } from '../e2e/harness/until.ts';

/**
 * Gives a data folder a new embedded database. Making one takes seconds, so it is made once for all test files, by the
 * first that needs it, and copied.
 */
export async function freshDatabase(directory: string): Promise<void> {
  const scratch = inject('scratch');
  const ready = join(scratch, 'ready');
  const first = await mkdir(join(scratch, 'begun')).then(
    () => true,
    () => false,
  );
  if (first) {
    const db = await openDatabase({ directory: join(scratch, 'making') });
    const queue = await openQueue(db, { schema: 'pgboss', onError: () => {} });
    await queue.stop();
    await db.destroy();
    await rename(join(scratch, 'making'), ready);
  }
  await until(
    () => stat(ready).catch(() => null),
    (found) => found !== null,
  );
  await cp(ready, directory, { recursive: true });
}

/** A new embedded database, opened; its folder goes with the test run. */
export async function openFreshDatabase(): Promise<Database> {
  const directory = await mkdtemp(join(inject('scratch'), 'database-'));
  await freshDatabase(directory);
  return openDatabase({ directory });
}
