import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { createPglitePool } from '../../src/store/pglite.ts';
import { freshDatabase } from './template.ts';

describe('store/pglite', () => {
  test('writes a commit to disk before acknowledging it', async () => {
    const directory = await mkdtemp(join(inject('scratch'), 'durable-'));
    await freshDatabase(directory);
    let synced = 0;
    const sync = (): void => {
      synced += 1;
    };
    const pool = createPglitePool(directory, { sync });
    const client = await (await pool).connect();
    expect((await client.query('show fsync', [])).rows).toEqual([{ fsync: 'on' }]);
    await client.query('create table kept (n integer)', []);
    for (let n = 1; n <= 5; n++) {
      const before = synced;
      await client.query('insert into kept values ($1)', [n]);
      expect(synced).toBeGreaterThan(before);
    }
    // Nothing was written: nothing has to be waited for.
    const before = synced;
    await client.query('select * from kept', []);
    expect(synced).toBe(before);
    client.release();
    await (await pool).end();
  });

  test('does not replace an incomplete database by an empty one', async () => {
    const directory = await mkdtemp(join(inject('scratch'), 'incomplete-'));
    await freshDatabase(directory);
    await (await createPglitePool(directory)).end();
    await rm(join(directory, 'postgres', 'PG_VERSION'));
    await expect(createPglitePool(directory)).rejects.toThrow(/is incomplete: .*Restore the whole folder/);
  });

  test('explains what to do about a database that cannot be opened', async () => {
    const directory = await mkdtemp(join(inject('scratch'), 'damaged-'));
    await freshDatabase(directory);
    await writeFile(join(directory, 'postgres', 'global', 'pg_control'), Buffer.alloc(100, 7));
    await expect(createPglitePool(directory)).rejects.toThrow(/cannot be opened; it may be damaged\. Restore a backup/);
  });
});
