import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Automation } from '../../../src/core/automation.ts';
import type { Json } from '../../../src/core/json.ts';
import { openQueue, type Queue } from '../../../src/store/queue.ts';
import { createStore, type Store } from '../../../src/store/store.ts';
import { definition } from '../../core/definitions.ts';
import { jqForTests } from '../../jq/jq.ts';
import { type Engine, emptyDatabase, pgliteEngine, postgresEngine } from '../../store/databases.ts';
import { someone } from '../author.ts';
import { doings, refusalFrom, type SyncWorld, setOf, syncWorld, workflowOf } from '../sync-world.ts';

const jq = jqForTests();
const source = 'acme/catalog:automations';
const catalog = () => workflowOf('acme/catalog');
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

  test('stores a set as written, and does nothing the second time', async () => {
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

  test('ignores a different layout, but returns definitions as they are in the repository', async () => {
    await use.sync.sync(setOf([definition('a')]), catalog());
    const trigger = {
      ...definition('a').trigger,
      condition: { type: 'JQ' as const, expressions: [' .diff.after.properties.tier=="gold"'] },
    };
    const { plan, revision } = await use.sync.sync(setOf([definition('a', { trigger })]), catalog());
    expect([doings(plan), revision]).toEqual([[], null]);
    expect((await store.automations.get('a'))?.automation.trigger).toEqual(trigger);
  });

  test('changes nothing when planning', async () => {
    await use.sync.sync(setOf([definition('a'), definition('b')]), catalog());
    const before = await everything();
    const reader = syncWorld({ read: store.read } as Store, queue, jq);
    const plan = await reader.sync.plan(setOf([definition('a', { title: 'New' }), definition('c')]), catalog());
    expect(doings(plan)).toEqual(['update a', 'delete b', 'create c']);
    expect(await everything()).toEqual(before);
  });

  test('does what the plan said', async () => {
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

  test('reports and overwrites changes by the API, and restores what it deleted', async () => {
    const set = setOf([definition('edited'), definition('deleted'), definition('renamed')]);
    await use.sync.sync(set, catalog());
    await use.actions.replace('edited', json(definition('edited', { title: 'By hand' })), someone);
    await use.actions.remove('deleted', someone);
    await use.actions.replace('renamed', json(definition('other-name')), someone);
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

  test('runs concurrent syncs of one source one after the other', async () => {
    await use.sync.sync(setOf([definition('old')]), catalog());
    const sets = ['x', 'y'].map((name) => Array.from({ length: 20 }, (_, index) => definition(`${name}${index}`)));
    const plans = await Promise.all(
      sets.map((definitions) => use.sync.sync(setOf(definitions, { maxDeletes: 100 }), catalog())),
    );
    expect(plans.map(({ revision }) => revision).sort()).toEqual([2, 3]);
    const last = sets[plans.findIndex(({ revision }) => revision === 3)] ?? [];
    expect((await stored()).map(([identifier]) => identifier)).toEqual(last.map(({ identifier }) => identifier).sort());
  });

  test('changes nothing if it fails halfway, and leaves the token valid', async () => {
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

  test('restores the previous set within the deletion budget, and can be undone itself', async () => {
    const [before, after] = [
      [definition('a'), definition('b')],
      Array.from({ length: 8 }, (_, index) => definition(`x${index}`)),
    ];
    await use.sync.sync(setOf(before), catalog());
    await use.sync.sync(setOf(after), catalog());
    const refused = await refusalFrom(use.sync.restore({ path: 'automations' }, catalog()));
    expect(refused).toMatchObject({ reason: 'budget', confirm: expect.stringMatching(/^p_/) });
    const confirmed = { path: 'automations', confirm: String(refused.confirm) };
    const { plan, revision } = await use.sync.restore(confirmed, catalog());
    expect([revision, plan.deletes.count]).toEqual([3, 8]);
    expect(plan.warnings.at(-1)?.message).toContain('The next sync of the files would undo this');
    expect((await store.automations.list()).map(({ automation }) => automation)).toEqual(before);
    expect(await store.automations.get('a')).toMatchObject({ file: 'automations/a.yml', source });
    await use.sync.restore({ path: 'automations' }, catalog());
    expect((await store.automations.list()).map(({ automation }) => automation)).toEqual(after);
  });

  test('refuses a definition that contains a secret, from any source, and stores nothing of it', async () => {
    const secret = `gh${'p_'}0123456789abcdefghijklmnopqrstuvwxyz`;
    const headers = { Authorization: `Bearer ${secret}` };
    const leaky = definition('leaky', { invocationMethod: { type: 'WEBHOOK', url: 'https://example.com', headers } });
    const pointer = '/invocationMethod/headers/Authorization';
    const issue = { code: 'lint/hard-coded-secret', pointer, message: expect.stringContaining('.secrets.NAME') };
    const refused = { code: 'invalid_content', details: { issues: [expect.objectContaining(issue)] } };
    await use.sync.sync(setOf([definition('fine')]), catalog());
    const before = await everything();
    await expect(use.actions.create(json(leaky), someone)).rejects.toMatchObject(refused);
    const replaced = { ...leaky, identifier: 'fine' };
    await expect(use.actions.replace('fine', json(replaced), someone)).rejects.toMatchObject(refused);
    await expect(use.sync.sync(setOf([leaky]), catalog())).rejects.toMatchObject(refused);
    const titled = definition('titled', { title: `Uses ${secret}` });
    await expect(use.actions.create(json(titled), someone)).rejects.toThrow('/title: This is a GitHub token');
    expect(await everything()).toEqual(before);
    // Stored by a version that did not refuse it.
    await store.transaction((tx) =>
      tx.automations.put({ automation: leaky, hash: 'h', source, file: null, by: null, settings: null }),
    );
    await use.sync.sync(setOf([definition('fine')]), catalog());
    expect(await stored()).toEqual([['fine', source]]);
    await expect(use.sync.restore({ path: 'automations' }, catalog())).rejects.toMatchObject({
      details: { issues: [expect.objectContaining(issue)] },
    });
  });

  test('takes nothing from other owners on restore, and requires something to restore', async () => {
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

  test('reports all invalid definitions at once, by file', async () => {
    const broken = { identifier: 'x' };
    const definitions = [
      { file: 'a.yml', automation: json(definition('a')) },
      { file: 'b.yml', automation: json(definition('a')) },
      { file: 'c.yml', automation: broken },
    ];
    const refused = use.sync.plan({ path: 'automations', definitions }, catalog());
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_content',
      message: expect.stringContaining('b.yml/identifier: `a` is already defined in a.yml'),
      details: {
        issues: expect.arrayContaining([expect.objectContaining({ file: 'c.yml', code: 'schema/missing-field' })]),
      },
    });
  });

  test('arms timers of existing entities for a new automation', async () => {
    const ttl = new Date(5_000_000).toISOString();
    await store.entities.insert('env', 'one', { identifier: 'one', properties: { ttl } });
    const event = { type: 'TIMER_PROPERTY_EXPIRED' as const, blueprintIdentifier: 'env', propertyIdentifier: 'ttl' };
    await use.sync.sync(setOf([definition('a', { trigger: { type: 'automation', event } })]), catalog());
    expect(await store.timers.nextDue()).toBe(5_000_000);
  });
});
