import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Automation } from '../../src/core/automation.ts';
import type { Json } from '../../src/core/json.ts';
import { openQueue, type Queue } from '../../src/store/queue.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { definition } from '../core/definitions.ts';
import { jqForTests } from '../jq/jq.ts';
import { type Engine, emptyDatabase, pgliteEngine, postgresEngine } from '../store/databases.ts';
import { someone } from './author.ts';
import { doings, refusalFrom, type SyncWorld, setOf, syncWorld, workflowOf } from './sync-world.ts';

const jq = jqForTests();
const source = 'acme/catalog:automations';
const catalog = () => workflowOf('acme/catalog');
const client = { name: 'client:me' };
const json = (automation: Automation) => automation as unknown as Json;

describe.each([pgliteEngine, postgresEngine])('app/sync-owners %o', (start) => {
  let engine: Engine;
  let opened: Awaited<ReturnType<Engine['open']>>;
  let queue: Queue;
  let store: Store;
  let use: SyncWorld;

  beforeAll(async () => {
    engine = await start();
    opened = await engine.open();
    queue = await openQueue(opened.db, { schema: opened.schema, onError: () => {} });
  });
  afterAll(async () => {
    await queue.stop();
    await opened.close();
    await engine.stop();
  });
  beforeEach(async () => {
    await emptyDatabase(opened.db, opened.schema);
    store = createStore(opened.db, queue, () => 1_000_000);
    use = syncWorld(store, queue, jq);
  });

  const stored = async () =>
    (await store.automations.list()).map(({ automation, source }) => [automation.identifier, source]);

  test('rejects the identifier of another repository and leaves that automation alone', async () => {
    await use.sync.sync(setOf([definition('a'), definition('theirs')]), workflowOf('acme/other'));
    const refused = await refusalFrom(
      use.sync.sync(setOf([definition('a'), definition('b')], { adopt: ['a'] }), catalog()),
    );
    expect(refused).toMatchObject({
      reason: 'conflict',
      message: expect.stringContaining('owned by acme/other:automations'),
    });
    await use.sync.sync(setOf([definition('b')]), catalog());
    expect(await stored()).toEqual([
      ['a', 'acme/other:automations'],
      ['b', source],
      ['theirs', 'acme/other:automations'],
    ]);
  });

  test('lets exactly one of several concurrent syncs claim an identifier', async () => {
    const repositories = ['acme/one', 'acme/two', 'acme/three'];
    const results = await Promise.allSettled(
      repositories.map((name) => use.sync.sync(setOf([definition('a', { title: name })]), workflowOf(name))),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    const winner = repositories[results.findIndex(({ status }) => status === 'fulfilled')];
    expect(await store.automations.get('a')).toMatchObject({
      automation: { title: winner },
      source: `${winner}:automations`,
    });
  });

  test('reports a renamed folder as a conflict until all of it is adopted', async () => {
    await use.sync.sync(setOf([definition('a'), definition('b'), definition('left')]), catalog());
    const moved = setOf([definition('a'), definition('b', { title: 'New' })], { path: './rules/' });
    const refused = await refusalFrom(use.sync.sync(moved, catalog()));
    expect(refused).toMatchObject({
      reason: 'conflict',
      message: expect.stringContaining(`adopt: ${source} moves them here`),
    });
    const { plan } = await use.sync.sync({ ...moved, adopt: [source] }, catalog());
    expect(doings(plan)).toEqual(['adopt a', 'adopt b']);
    // The old folder may still exist, so nothing is deleted, and the plan says so.
    expect(plan.warnings).toEqual([
      { identifier: 'left', message: expect.stringMatching(/stays with .*:automations .*DELETE \/v1\/actions\/left/) },
    ]);
    expect(await stored()).toEqual([
      ['a', 'acme/catalog:rules'],
      ['b', 'acme/catalog:rules'],
      ['left', source],
    ]);
  });

  test('adopts an automation from the API on request, and returns it on restore', async () => {
    await use.actions.create(json(definition('a', { title: 'By hand' })), someone);
    const set = setOf([definition('a'), definition('b')]);
    expect(await refusalFrom(use.sync.sync(set, catalog()))).toMatchObject({ reason: 'conflict' });
    expect(doings((await use.sync.sync({ ...set, adopt: ['a'] }, catalog())).plan)).toEqual(['adopt a', 'create b']);
    const undone = await use.sync.restore({ path: 'automations' }, catalog());
    expect(doings(undone.plan)).toEqual(['update a', 'delete b']);
    expect(undone.plan.warnings).toMatchObject([
      { identifier: 'a', message: expect.stringContaining('is returned to the API') },
      { message: expect.stringContaining('The next sync of the files would undo this') },
    ]);
    expect(await store.automations.list()).toMatchObject([
      { automation: definition('a', { title: 'By hand' }), source: null, file: null },
    ]);
  });

  test('accepts a token for one sync and any number of plans', async () => {
    const caller = catalog();
    const set = setOf([definition('a')]);
    await use.sync.plan(set, caller);
    await use.sync.plan(set, caller);
    await use.sync.sync(set, caller);
    await expect(use.sync.sync(set, caller)).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('used'),
    });
    await expect(use.sync.restore({ path: 'automations' }, caller)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('rejects a recreated repository until the service’s client allows it', async () => {
    const set = setOf([definition('a')]);
    await use.sync.sync(set, catalog());
    const anew = () => workflowOf('acme/catalog', { repositoryId: 'another' });
    for (const attempt of [() => use.sync.plan(set, anew()), () => use.sync.sync(set, anew())]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'forbidden',
        message: expect.stringContaining('recreated'),
      });
    }
    await use.sync.sync({ ...set, source: 'acme/catalog' }, client);
    expect(doings((await use.sync.sync(set, anew())).plan)).toEqual([]);
    await expect(use.sync.sync(set, catalog())).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('lets a renamed repository take its automations along', async () => {
    const repositoryId = '7';
    await use.sync.sync(setOf([definition('a')]), workflowOf('acme/old', { repositoryId }));
    await use.sync.sync(setOf([definition('b')]), workflowOf('acme/new', { repositoryId }));
    const both = setOf([definition('a'), definition('b')], { adopt: ['acme/old:automations'] });
    expect(await refusalFrom(use.sync.sync(both, catalog()))).toMatchObject({ reason: 'conflict' });
    await use.sync.sync(both, workflowOf('acme/new', { repositoryId }));
    expect(await stored()).toEqual([
      ['a', 'acme/new:automations'],
      ['b', 'acme/new:automations'],
    ]);
  });

  test('requires the client to name the repository, in one form', async () => {
    const set = setOf([definition('a')]);
    await expect(use.sync.sync(set, client)).rejects.toMatchObject({ code: 'invalid_content' });
    await expect(use.sync.sync({ ...set, source: 'acme' }, client)).rejects.toMatchObject({ code: 'invalid_content' });
    for (const path of ['../automations', '/automations', 'a\\b']) {
      await expect(use.sync.sync({ ...set, source: 'a/b', path }, client)).rejects.toMatchObject({
        code: 'invalid_content',
      });
    }
    await use.sync.sync({ ...set, source: 'Acme/Catalog' }, client);
    expect(await stored()).toEqual([['a', source]]);
    const elsewhere = use.sync.sync({ ...set, source: 'acme/other' }, catalog());
    await expect(elsewhere).rejects.toMatchObject({
      code: 'forbidden',
      message: 'The credentials are for acme/catalog, which cannot sync acme/other',
    });
    expect(doings((await use.sync.sync({ ...set, source: 'ACME/catalog' }, workflowOf('acme/catalog'))).plan)).toEqual(
      [],
    );
  });
});
