import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { deliveryNamesOf } from '../../src/backends/providers.ts';
import { pgliteEngine, postgresEngine } from './databases.ts';
import { storeWorld } from './world.ts';

describe.each([pgliteEngine, postgresEngine])('store/deliveries %o', (start) => {
  const world = storeWorld(start);

  test('stores a delivery once and returns it until it is handled', async () => {
    const delivery = {
      id: 'd1',
      name: 'workflow_run',
      subject: 'gh_a/b/1',
      payload: { a: '\u0000', action: 'completed' },
    };
    expect([await world.store.deliveries.insert(delivery), await world.store.deliveries.insert(delivery)]).toEqual([
      true,
      false,
    ]);
    const { payload, ...head } = delivery;
    expect(await world.store.deliveries.open(10)).toMatchObject([{ ...head, action: 'completed' }]);
    expect((await world.store.deliveries.open(10))[0]).not.toHaveProperty('payload');
    expect(await world.store.deliveries.get('d1')).toMatchObject({ ...head, payload });
    await world.store.deliveries.markHandled('d1');
    expect(await world.store.deliveries.open(10)).toEqual([]);
    expect(await world.store.deliveries.about('gh_a/b/1')).toMatchObject([delivery]);
  });

  test('skips a waiting delivery until it is woken', async () => {
    for (const id of ['d1', 'd2', 'd3'])
      await world.store.deliveries.insert({ id, name: 'push', subject: null, payload: {} });
    await world.store.deliveries.wait('d1', 'mapping:a', ['broken']);
    const open = await world.store.deliveries.open(10);
    expect(open.map(({ id }) => id)).toEqual(['d2', 'd3']);
    expect((await world.store.deliveries.open(10, open[0])).map(({ id }) => id)).toEqual(['d3']);
    expect(await world.store.deliveries.list(10, true)).toMatchObject([
      { id: 'd1', waitsFor: 'mapping:a', problems: ['broken'] },
    ]);
    await world.store.deliveries.wake('mapping:b');
    expect(await world.store.deliveries.open(10)).toHaveLength(2);
    await world.store.deliveries.wake('mapping:a');
    await world.store.deliveries.noteFailure('d1');
    expect((await world.store.deliveries.open(10))[0]).toMatchObject({ id: 'd1', attempts: 1, waitsFor: null });
  });

  test('lists deliveries by the provider that sent them', async () => {
    // The underscore is no placeholder.
    for (const name of ['push', 'gitlab_pipeline', 'gitlabs'])
      await world.store.deliveries.insert({ id: name, name, subject: null, payload: {} });
    const from = async (...who: string[]) =>
      (await world.store.deliveries.list(10, false, ...who.map(deliveryNamesOf))).map(({ id }) => id).sort();
    expect(await from('gitlab')).toEqual(['gitlab_pipeline']);
    expect(await from('github')).toEqual(['gitlabs', 'push']);
    expect(await from()).toHaveLength(3);
  });

  test('accepts each state of an object once, and only newer ones', async () => {
    const advance = (position: string) => world.store.observations.advance({ subject: 's', position }, 'b', 'e');
    expect(await advance('2 B')).toEqual({ created: false });
    await world.store.observations.setCreated('s', 'b', 'e', true);
    // Byte by byte, whatever the collation of the database: it would sort a before B.
    expect([await advance('2 B'), await advance('1 Z'), await advance('2 A')]).toEqual([null, null, null]);
    expect(await advance('2 a')).toEqual({ created: true });
    world.now += 1_000;
    expect(await world.store.observations.purge(world.now, 10)).toBe(0);
    expect(await advance('2 a')).toBeNull();
    for (const [index, entity] of ['x', 'y', 'z'].entries())
      await world.store.observations.advance({ subject: `s${index}`, position: '1' }, 'b', entity);
    world.now += 1_000;
    expect([
      await world.store.observations.purge(world.now, 2),
      await world.store.observations.purge(world.now, 2),
    ]).toEqual([2, 1]);
  });

  test('deletes old deliveries in rounds: handled ones and those waiting for a fix', async () => {
    const ids = ['d1', 'd2', 'd3', 'd4'];
    for (const id of ids) await world.store.deliveries.insert({ id, name: 'push', subject: null, payload: {} });
    for (const id of ['d1', 'd2']) await world.store.deliveries.markHandled(id);
    await world.store.deliveries.wait('d3', 'mapping:a', ['broken']);
    const purge = () => world.store.deliveries.purge(world.now + 1, 2);
    expect(await world.store.deliveries.purge(world.now, 2)).toBe(0);
    expect([await purge(), await purge(), await purge()]).toEqual([2, 1, 0]);
    expect((await world.store.deliveries.list(10, false)).map(({ id }) => id)).toEqual(['d4']);
  });

  test('uses an index to list deliveries, newest first', async () => {
    const rows = ["insert into deliveries (id, name, payload, received_at) select n::text, 'push', '{}', now()"];
    await sql.raw(`${rows} from generate_series(1, 5000) as n`).execute(world.db);
    await sql`analyze deliveries`.execute(world.db);
    const plan = async (where: string) => {
      const statement = `explain select id from deliveries ${where} order by received_at desc, id desc limit 100`;
      return JSON.stringify((await sql.raw(statement).execute(world.db)).rows);
    };
    expect(await plan('')).toContain('deliveries_received');
    expect(await plan('where (problems is not null or waits_for is not null)')).toContain('deliveries_troubled');
  });
});
