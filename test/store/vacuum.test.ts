import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, inject, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { vacuum } from '../../src/store/vacuum.ts';
import { freshDatabase } from './template.ts';

describe('store/vacuum', () => {
  test('vacuums the tables of the embedded database with many dead rows', async () => {
    const directory = await mkdtemp(join(inject('scratch'), 'vacuum-'));
    await freshDatabase(directory);
    const db = await openDatabase({ directory });
    const pages = async () =>
      (await sql<{ size: number }>`select pg_relation_size('replicas')::int as size`.execute(db)).rows[0]?.size ?? 0;
    const insert = sql`insert into replicas (id, seen_at) select 'r' || n, now() from generate_series(1, 500) n`;
    await insert.execute(db);
    expect(await vacuum(db)).toEqual([]);
    const churn = async () => {
      for (let round = 0; round < 10; round++) await sql`update replicas set seen_at = now()`.execute(db);
    };
    await churn();
    expect(await vacuum(db)).toEqual(['replicas']);
    // The space of the dead rows is used again, so the table stops growing.
    const grown = await pages();
    await churn();
    expect(await pages()).toBeLessThanOrEqual(grown * 1.2);
    expect(await vacuum(db)).toEqual(['replicas']);
    expect(await vacuum(db)).toEqual([]);
    await db.destroy();
  });
});
