import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Automation } from '../../src/core/automation.ts';
import type { Json } from '../../src/core/json.ts';
import { openQueue, type Queue } from '../../src/store/queue.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { definition } from '../core/definitions.ts';
import { jqForTests } from '../jq/jq.ts';
import { type Engine, emptyDatabase, pgliteEngine, postgresEngine } from '../store/databases.ts';
import { doings, refusalFrom, type SyncWorld, setOf, syncWorld, workflowOf } from './sync-world.ts';

const jq = jqForTests();
const source = 'acme/catalog:automations';
const catalog = () => workflowOf('acme/catalog');
const client = { name: 'client:me' };
const json = (automation: Automation) => automation as unknown as Json;

describe.each([pgliteEngine, postgresEngine])('app/sync %o', (start) => {
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

  /** Everything that sync may write, to compare. */
  async function everything(): Promise<unknown> {
    const tables = ['automations', 'sources', 'revisions', 'repositories', 'used_tokens', 'state', 'timers'] as const;
    return Promise.all(tables.map((table) => opened.db.selectFrom(table).selectAll().execute()));
  }
  const stored = async () =>
    (await store.automations.list()).map(({ automation, source }) => [automation.identifier, source]);
  const sql = (text: string) => opened.db.executeQuery(CompiledQuery.raw(text));

  test('a set is stored as it was written, and once more it is nothing to do', async () => {
    const set = setOf([definition('a'), definition('b')]);
    const first = await use.sync.sync(set, catalog());
    expect(doings(first.plan)).toEqual(['create a', 'create b']);
    expect(first).toMatchObject({ revision: 1, plan: { source } });
    expect(await store.automations.get('a')).toMatchObject({
      automation: definition('a'),
      source,
      file: 'automations/a.yml',
      createdBy: 'github:acme/catalog',
    });
    const version = await store.automations.version();
    const second = await use.sync.sync(set, catalog());
    expect([doings(second.plan), second.revision]).toEqual([[], null]);
    expect(await store.automations.version()).toBe(version);
  });

  test('another layout is no change, but what is read back is what is in the repository', async () => {
    await use.sync.sync(setOf([definition('a')]), catalog());
    const trigger = {
      ...definition('a').trigger,
      condition: { type: 'JQ' as const, expressions: [' .diff.after.properties.tier=="gold"'] },
    };
    const { plan, revision } = await use.sync.sync(setOf([definition('a', { trigger })]), catalog());
    expect([doings(plan), revision]).toEqual([[], null]);
    expect((await store.automations.get('a'))?.automation.trigger).toEqual(trigger);
  });

  test('planning changes nothing, and needs nothing that could', async () => {
    await use.sync.sync(setOf([definition('a'), definition('b')]), catalog());
    const before = await everything();
    const reader = syncWorld({ read: store.read } as Store, queue, jq);
    const plan = await reader.sync.plan(setOf([definition('a', { title: 'New' }), definition('c')]), catalog());
    expect(doings(plan)).toEqual(['update a', 'delete b', 'create c']);
    expect(await everything()).toEqual(before);
  });

  test('a plan says what the sync then does', async () => {
    await use.sync.sync(setOf([definition('a'), definition('b')]), catalog());
    const set = setOf([definition('a', { title: 'New' }), definition('c')]);
    const plan = await use.sync.plan(set, catalog());
    const done = await use.sync.sync({ ...set, confirm: plan.hash }, catalog());
    expect(done.plan).toEqual({ ...plan, deletes: { ...plan.deletes, confirmed: true } });
    expect(await stored()).toEqual([
      ['a', source],
      ['c', source],
    ]);
  });

  test('what the API changed since is told and overwritten, what it deleted comes back', async () => {
    const set = setOf([definition('edited'), definition('deleted'), definition('renamed')]);
    await use.sync.sync(set, catalog());
    await use.actions.replace('edited', json(definition('edited', { title: 'By hand' })), 'me');
    await use.actions.remove('deleted');
    await use.actions.replace('renamed', json(definition('other-name')), 'me');
    const plan = await use.sync.plan(set, catalog());
    expect(plan.changes).toMatchObject([
      { action: 'create', identifier: 'deleted', drift: true },
      { action: 'update', identifier: 'edited', drift: true, fields: [{ path: '/title', before: 'By hand' }] },
      { action: 'delete', identifier: 'other-name', drift: true },
      { action: 'create', identifier: 'renamed', drift: true },
    ]);
    await use.sync.sync(set, catalog());
    expect((await stored()).map(([identifier]) => identifier)).toEqual(['deleted', 'edited', 'renamed']);
    expect((await store.automations.get('edited'))?.automation).toEqual(definition('edited'));
    expect(doings(await use.sync.plan(set, catalog()))).toEqual([]);
  });

  test('two repositories cannot have one identifier, and a third one’s is not touched', async () => {
    await use.sync.sync(setOf([definition('a'), definition('theirs')]), workflowOf('acme/other'));
    const refused = await refusalFrom(
      use.sync.sync(setOf([definition('a'), definition('b')], { adopt: ['a'] }), catalog()),
    );
    expect(refused).toMatchObject({
      reason: 'conflict',
      message: expect.stringContaining('held by acme/other:automations'),
    });
    await use.sync.sync(setOf([definition('b')]), catalog());
    expect(await stored()).toEqual([
      ['a', 'acme/other:automations'],
      ['b', source],
      ['theirs', 'acme/other:automations'],
    ]);
  });

  test('of two that claim one identifier at the same time exactly one has it', async () => {
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

  test('two syncs of one source at the same time are one after the other', async () => {
    await use.sync.sync(setOf([definition('old')]), catalog());
    const sets = ['x', 'y'].map((name) => Array.from({ length: 20 }, (_, index) => definition(`${name}${index}`)));
    const plans = await Promise.all(
      sets.map((definitions) => use.sync.sync(setOf(definitions, { maxDeletes: 100 }), catalog())),
    );
    expect(plans.map(({ revision }) => revision).sort()).toEqual([2, 3]);
    const last = sets[plans.findIndex(({ revision }) => revision === 3)] ?? [];
    expect((await stored()).map(([identifier]) => identifier)).toEqual(last.map(({ identifier }) => identifier).sort());
  });

  test('a failure in the middle changes nothing, and the token is as good as before', async () => {
    await use.sync.sync(setOf([definition('a'), definition('b')]), catalog());
    const before = await everything();
    // The last thing that a sync writes.
    await sql(
      `create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`,
    );
    await sql('create trigger fail before update on sources for each row execute function fail()');
    const set = setOf([definition('a', { title: 'New' }), definition('c')]);
    const caller = catalog();
    await expect(use.sync.sync(set, caller)).rejects.toThrow('disk full');
    expect(await everything()).toEqual(before);
    await sql('drop trigger fail on sources');
    await sql('drop function fail');
    expect(doings((await use.sync.sync(set, caller)).plan)).toEqual(['update a', 'delete b', 'create c']);
  });

  test('a renamed folder is a conflict with the old one, until it is said that all of it moves', async () => {
    await use.sync.sync(setOf([definition('a'), definition('b'), definition('left')]), catalog());
    const moved = setOf([definition('a'), definition('b', { title: 'New' })], { path: './rules/' });
    const refused = await refusalFrom(use.sync.sync(moved, catalog()));
    expect(refused).toMatchObject({
      reason: 'conflict',
      message: expect.stringContaining(`put ${source} into adopt to move them here`),
    });
    const { plan } = await use.sync.sync({ ...moved, adopt: [source] }, catalog());
    expect(doings(plan)).toEqual(['adopt a', 'adopt b']);
    expect(await stored()).toEqual([
      ['a', 'acme/catalog:rules'],
      ['b', 'acme/catalog:rules'],
      ['left', source],
    ]);
  });

  test('what the API wrote is adopted when asked, and goes back to it by the undo', async () => {
    await use.actions.create(json(definition('a', { title: 'By hand' })), 'me');
    const set = setOf([definition('a'), definition('b')]);
    expect(await refusalFrom(use.sync.sync(set, catalog()))).toMatchObject({ reason: 'conflict' });
    expect(doings((await use.sync.sync({ ...set, adopt: ['a'] }, catalog())).plan)).toEqual(['adopt a', 'create b']);
    const undone = await use.sync.restore({ path: 'automations' }, catalog());
    expect(doings(undone.plan)).toEqual(['update a', 'delete b']);
    expect(undone.plan.warnings).toMatchObject([
      { identifier: 'a', message: expect.stringContaining('goes back to the API') },
    ]);
    expect(await store.automations.list()).toMatchObject([
      { automation: definition('a', { title: 'By hand' }), source: null, file: null },
    ]);
  });

  test('the undo brings back the set before, whatever it deletes, and can be undone', async () => {
    const [before, after] = [
      [definition('a'), definition('b')],
      Array.from({ length: 8 }, (_, index) => definition(`x${index}`)),
    ];
    await use.sync.sync(setOf(before), catalog());
    await use.sync.sync(setOf(after), catalog());
    const { plan, revision } = await use.sync.restore({ path: 'automations' }, catalog());
    expect([revision, plan.deletes.count]).toEqual([3, 8]);
    expect((await store.automations.list()).map(({ automation }) => automation)).toEqual(before);
    expect(await store.automations.get('a')).toMatchObject({ file: 'automations/a.yml', source });
    await use.sync.restore({ path: 'automations' }, catalog());
    expect((await store.automations.list()).map(({ automation }) => automation)).toEqual(after);
  });

  test('the undo takes nothing from others, and needs something to undo', async () => {
    await expect(use.sync.restore({ path: 'automations' }, catalog())).rejects.toMatchObject({ code: 'not_found' });
    await use.sync.sync(setOf([definition('a'), definition('b')]), catalog());
    await use.sync.sync(setOf([definition('b')]), catalog());
    await use.sync.sync(setOf([definition('a')]), workflowOf('acme/other'));
    expect(await refusalFrom(use.sync.restore({ path: 'automations' }, catalog()))).toMatchObject({
      reason: 'conflict',
    });
    expect(await stored()).toEqual([
      ['a', 'acme/other:automations'],
      ['b', source],
    ]);
  });

  test('a token is good for one sync, and for any number of plans', async () => {
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

  test('a repository that was made anew under the old name is refused until the service’s client lets it in', async () => {
    const set = setOf([definition('a')]);
    await use.sync.sync(set, catalog());
    const anew = () => workflowOf('acme/catalog', { repositoryId: 'another' });
    for (const attempt of [use.sync.plan(set, anew()), use.sync.sync(set, anew())]) {
      await expect(attempt).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('made anew') });
    }
    await use.sync.sync({ ...set, source: 'acme/catalog' }, client);
    expect(doings((await use.sync.sync(set, anew())).plan)).toEqual([]);
    await expect(use.sync.sync(set, catalog())).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('a renamed repository may take its automations along', async () => {
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

  test('the client says the repository itself, and its name has one form', async () => {
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
      message: 'The token is for acme/catalog, which cannot sync acme/other',
    });
    expect(doings((await use.sync.sync({ ...set, source: 'ACME/catalog' }, workflowOf('acme/catalog'))).plan)).toEqual(
      [],
    );
  });

  test('definitions that are not valid are named all together, by their files', async () => {
    const broken = { identifier: 'x' };
    const definitions = [
      { file: 'a.yml', automation: json(definition('a')) },
      { file: 'b.yml', automation: json(definition('a')) },
      { file: 'c.yml', automation: broken },
    ];
    const refused = use.sync.plan({ path: 'automations', definitions }, catalog());
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_content',
      message: expect.stringContaining('b.yml/identifier: `a` is defined already, in a.yml'),
      details: {
        issues: expect.arrayContaining([expect.objectContaining({ file: 'c.yml', code: 'schema/missing-field' })]),
      },
    });
  });

  test('entities that wait already get the timers of a new automation', async () => {
    const ttl = new Date(5_000_000).toISOString();
    await store.entities.insert('env', 'one', { identifier: 'one', properties: { ttl } });
    const event = { type: 'TIMER_PROPERTY_EXPIRED' as const, blueprintIdentifier: 'env', propertyIdentifier: 'ttl' };
    await use.sync.sync(setOf([definition('a', { trigger: { type: 'automation', event } })]), catalog());
    expect(await store.timers.nextDue()).toBe(5_000_000);
  });
});
