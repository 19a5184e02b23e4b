import { describe, expect, test } from 'vitest';
import { pgliteEngine, postgresEngine } from './databases.ts';
import { storeWorld } from './world.ts';

describe.each([pgliteEngine, postgresEngine])('store/due-work %o', (start) => {
  const world = storeWorld(start);
  const isDue = async (kind: Parameters<typeof world.store.findDue>[0][number]) =>
    (await world.store.findDue([kind]))[0];

  test('answers for each kind, in the order of the question', async () => {
    expect(await world.store.findDue([])).toEqual([]);
    await world.queue.put([{ kind: 'invoke', runId: 'now' }]);
    expect(await world.store.findDue(['follow', 'invoke', 'timers', 'invoke'])).toEqual([false, true, false, true]);
  });

  test('a job is due from its time until it is taken', async () => {
    await world.queue.put([{ kind: 'invoke', runId: 'later', at: Date.now() + 60_000 }]);
    expect(await isDue('invoke')).toBe(false);
    await world.queue.put([{ kind: 'invoke', runId: 'now' }]);
    expect(await isDue('invoke')).toBe(true);
    await world.queue.take('invoke', 10);
    expect(await isDue('invoke')).toBe(false);
  });

  test('a timer is due from its time until it fires', async () => {
    const dueAt = world.now + 1_000;
    const name = { blueprint: 'service', entity: 'app', property: 'ttl' };
    const value = new Date(dueAt).toISOString();
    await world.store.timers.arm([{ ...name, value, dueAt, snapshot: {}, depth: 0, chain: [] }]);
    expect(await isDue('timers')).toBe(false);
    world.now = dueAt;
    expect(await isDue('timers')).toBe(true);
    await world.store.timers.takeDue(10);
    expect(await isDue('timers')).toBe(false);
  });

  test('a pause is due from its end until it is removed', async () => {
    const until = world.now + 1_000;
    await world.store.pauses.put({ kind: 'automation', name: 'one', reason: 'deploy', by: 'ada', until });
    expect(await isDue('pauses')).toBe(false);
    world.now += 1_000;
    expect(await isDue('pauses')).toBe(true);
    await world.store.pauses.end();
    expect(await isDue('pauses')).toBe(false);
  });

  test('a bulk job is due while no replica works on it, until it ends', async () => {
    await world.store.bulkJobs.create({ id: 'bulk_1', kind: 'retry', request: {}, by: null, total: null });
    expect(await isDue('bulkJobs')).toBe(true);
    await world.store.bulkJobs.claim('one', 15_000, 4, ['retry']);
    expect(await isDue('bulkJobs')).toBe(false);
    world.now += 15_000;
    expect(await isDue('bulkJobs')).toBe(true);
    await world.store.bulkJobs.cancel('bulk_1', null);
    expect(await isDue('bulkJobs')).toBe(false);
  });
});
