import { describe, expect, test } from 'vitest';
import { pgliteEngine, postgresEngine } from './databases.ts';
import { storeWorld } from './world.ts';

describe.each([pgliteEngine, postgresEngine])('store/entity-list %o', (start) => {
  const world = storeWorld(start);

  test('pages by identifier, searches identifier and title as plain text, and counts', async () => {
    const { entities, entityList } = world.store;
    for (const identifier of ['b_1', 'a', 'bx1', 'c']) {
      await entities.insert('service', identifier, { identifier, title: identifier === 'c' ? 'The B_1 clone' : null });
    }
    await entities.insert('team', 'a', { identifier: 'a', title: null });
    const names = async (search: string | null, after: string | null, limit = 9) =>
      (await entityList.page('service', search, after, limit)).map(({ identifier }) => identifier);
    expect(await names(null, null, 2)).toEqual(['a', 'b_1']);
    expect(await names(null, 'b_1')).toEqual(['bx1', 'c']);
    expect(await names('b_1', null)).toEqual(['b_1', 'c']);
    expect([...(await entityList.counts())].sort()).toEqual([
      ['service', 4],
      ['team', 1],
    ]);
  });
});
