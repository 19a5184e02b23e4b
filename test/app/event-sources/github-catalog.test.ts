import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { startTestApp } from '../app-world.ts';

const repository = (second: number, more: JsonObject = {}): JsonObject => ({
  id: 7,
  name: 'platform',
  owner: { login: 'acme' },
  default_branch: 'main',
  updated_at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
  ...more,
});

/** The app with a repository that came into the catalog under the default identifier of before. */
async function startWithOldIdentifiers() {
  const world = await startTestApp();
  let count = 0;
  const deliver = async (payload: JsonObject): Promise<void> => {
    count += 1;
    await world.app.takeDelivery({ id: `delivery-${count}`, name: 'repository', payload });
    await expect
      .poll(async () =>
        (await world.world.store.deliveries.list(10, false)).every(({ handledAt }) => handledAt !== null),
      )
      .toBe(true);
  };
  await deliver({ action: 'created', repository: repository(1) });
  const { store } = world.world;
  const entity = await store.entities.get('githubRepository', 'acme.platform');
  await store.entities.remove('githubRepository', 'acme.platform');
  await store.entities.insert('githubRepository', 'platform', { ...entity, identifier: 'platform' });
  await world.db.updateTable('sightings').set({ entity: 'platform', moves: true }).execute();
  await world.db.deleteFrom('events').execute();
  const state = async () => ({
    entities: (await world.db.selectFrom('entities').select('identifier').execute()).map(
      ({ identifier }) => identifier,
    ),
    events: (await world.app.events.list(10, 0)) as JsonObject[],
  });
  return { deliver, state, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe('app/event-sources/github-catalog', () => {
  test('renames an entity with a former default identifier without an event', async () => {
    await using world = await startWithOldIdentifiers();
    await world.deliver({ action: 'edited', repository: repository(1) });
    expect(await world.state()).toEqual({ entities: ['acme.platform'], events: [] });
    // From then on it is renamed like every other entity.
    await world.deliver({ action: 'renamed', repository: repository(3, { name: 'renamed' }) });
    const { entities, events } = await world.state();
    expect(entities).toEqual(['acme.renamed']);
    expect(events.map(({ action }) => action).sort()).toEqual(['CREATE', 'DELETE']);
  });

  test('deletes an entity with a former default identifier along with its repository', async () => {
    await using world = await startWithOldIdentifiers();
    await world.deliver({ action: 'deleted', repository: repository(2) });
    const { entities, events } = await world.state();
    expect([entities, events.map(({ action }) => action)]).toEqual([[], ['DELETE']]);
  });
});
