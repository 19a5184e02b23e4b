import { describe, expect, test } from 'vitest';
import { pgliteEngine, postgresEngine } from './databases.ts';
import { storeWorld } from './world.ts';

describe.each([pgliteEngine, postgresEngine])('store/bulk-jobs %o', (start) => {
  const world = storeWorld(start);
  const create = (id: string) =>
    world.store.bulkJobs.create({ id, kind: 'retry', request: { target: 't' }, by: 'ada', total: 3 }, { last: 7 });
  const claimedBy = async (replica: string) =>
    (await world.store.bulkJobs.claim(replica, 15_000, 4, ['retry'])).map(({ id }) => id);

  test('one replica has a job at a time, and another takes it over when its lease has expired', async () => {
    await create('bulk_1');
    const claims = await Promise.all([claimedBy('one'), claimedBy('two')]);
    expect(claims.flat()).toEqual(['bulk_1']);
    const [holder, other] = claims[0]?.length === 1 ? ['one', 'two'] : ['two', 'one'];
    expect(await world.store.bulkJobs.renew('bulk_1', String(other), 15_000)).toBe(false);
    world.now += 14_000;
    expect(await world.store.bulkJobs.renew('bulk_1', String(holder), 15_000)).toBe(true);
    world.now += 14_000;
    expect(await claimedBy(String(other))).toEqual([]);
    world.now += 2_000;
    expect(await claimedBy(String(other))).toEqual(['bulk_1']);
    expect(await world.store.bulkJobs.renew('bulk_1', String(holder), 15_000)).toBe(false);
  });

  test('a job keeps its position, and a cancelled one has no owner', async () => {
    await create('bulk_1');
    await claimedBy('one');
    const counts = { done: 2, changed: 1, waiting: 0, skipped: 1 };
    await world.store.bulkJobs.progress('bulk_1', { counts, cursor: { after: 5 }, ended: false });
    expect(await world.store.bulkJobs.get('bulk_1')).toMatchObject({ counts, cursor: { after: 5 }, endedAt: null });
    expect(await world.store.bulkJobs.cancel('bulk_1', 'ada')).toBe(true);
    expect(await world.store.bulkJobs.cancel('bulk_1', 'ada')).toBe(false);
    expect(await world.store.bulkJobs.renew('bulk_1', 'one', 15_000)).toBe(false);
    await world.store.bulkJobs.release();
    expect(await claimedBy('one')).toEqual([]);
    expect(await world.store.bulkJobs.purge(world.now + 1, 10)).toBe(1);
  });

  test('a job that keeps failing is given up, with the reason', async () => {
    await create('bulk_1');
    await world.store.bulkJobs.fail('bulk_1', 'it broke', 2);
    expect(await world.store.bulkJobs.get('bulk_1')).toMatchObject({ endedAt: null, problem: null });
    await world.store.bulkJobs.fail('bulk_1', 'it broke', 2);
    expect(await world.store.bulkJobs.get('bulk_1')).toMatchObject({ endedAt: world.now, problem: 'it broke' });
  });

  test('jobs of one lane follow each other, and one that was put off is claimed again in time', async () => {
    const job = { kind: 'import', request: {}, by: null, total: null } as const;
    for (const [id, lane] of [
      ['bulk_a1', 'a'],
      ['bulk_a2', 'a'],
      ['bulk_b', 'b'],
    ] as const) {
      expect(await world.store.bulkJobs.create({ ...job, id, lane })).toBe(true);
    }
    expect(await world.store.bulkJobs.create({ ...job, id: 'bulk_b', lane: 'b' })).toBe(false);
    const claim = async (replica: string) =>
      (await world.store.bulkJobs.claim(replica, 15_000, 4, ['import'])).map(({ id }) => id).sort();
    const claims = await Promise.all([claim('one'), claim('two')]);
    expect(claims.flat().sort()).toEqual(['bulk_a1', 'bulk_b']);
    const holder = claims[0]?.includes('bulk_a1') ? 'one' : 'two';
    await world.store.bulkJobs.putOff('bulk_a1', holder, world.now + 60_000);
    // Not even a restart cuts the wait short.
    await world.store.bulkJobs.release();
    expect(await claim('one')).toEqual(['bulk_b']);
    world.now += 60_000;
    expect(await claim('two')).toContain('bulk_a1');
    await world.store.bulkJobs.cancel('bulk_a1', 'ada');
    expect(await claim('one')).toEqual(['bulk_a2']);
  });
});
