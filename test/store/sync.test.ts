import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Automation } from '../../src/core/automation.ts';
import { openQueue, type Queue } from '../../src/store/queue.ts';
import { keptRevisions } from '../../src/store/sources.ts';
import { createStore, type Store, type Tx } from '../../src/store/store.ts';
import { definition } from '../core/definitions.ts';
import { until } from '../e2e/harness/until.ts';
import { type Engine, emptyDatabase, pgliteEngine, postgresEngine } from './databases.ts';

const source = 'acme/catalog:automations';
const input = (automation: Automation) => ({
  automation,
  hash: automation.identifier,
  source,
  file: 'a.yml',
  by: 'me',
});

describe.each([pgliteEngine, postgresEngine])('store/sync %o', (start) => {
  let engine: Engine;
  let opened: Awaited<ReturnType<Engine['open']>>;
  let queue: Queue;
  let store: Store;
  let now: number;

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
    now = 1_000_000;
    store = createStore(opened.db, queue, () => now);
    await emptyDatabase(opened.db, opened.schema);
  });

  test('whoever only reads cannot write: not for the compiler, and not for the database', async () => {
    await store.automations.put(input(definition('a')));
    await store.read(async (reading) => {
      expect(await reading.automations.list()).toMatchObject([{ automation: definition('a'), source }]);
      // @ts-expect-error: what reads has no method that writes.
      expect(reading.automations.put).toBeTypeOf('function');
    });
    const writes: ((tx: Tx) => Promise<unknown>)[] = [
      (tx) => tx.automations.put(input(definition('b'))),
      (tx) => tx.automations.remove('a'),
      (tx) => tx.sources.bindRepository('acme/catalog', '1'),
      (tx) => tx.sources.keepRevision(source, [], 'me'),
      (tx) => tx.tokens.take('t', now),
    ];
    for (const write of writes) {
      await expect(store.read((reading) => write(reading as Tx))).rejects.toMatchObject({ code: '25006' });
    }
    expect(await store.automations.list()).toHaveLength(1);
  });

  test('many automations are written and removed at once, and the version changes', async () => {
    const many = Array.from({ length: 2_300 }, (_, index) => definition(`a${index}`));
    await store.automations.putAll(many.map(input));
    now += 1;
    await store.automations.putAll([{ ...input(definition('a7', { title: 'New' })), by: 'you' }]);
    expect(await store.automations.list()).toHaveLength(2_300);
    expect(await store.automations.get('a7')).toMatchObject({
      automation: { title: 'New' },
      createdAt: 1_000_000,
      createdBy: 'me',
      updatedAt: 1_000_001,
      updatedBy: 'you',
    });
    const version = await store.automations.version();
    await store.automations.removeAll(many.slice(1).map(({ identifier }) => identifier));
    expect((await store.automations.list()).map(({ automation }) => automation.identifier)).toEqual(['a0']);
    expect(await store.automations.version()).not.toBe(version);
  });

  test('a lock keeps other writers of automations waiting until its transaction ends', async () => {
    const order: string[] = [];
    let writer: Promise<unknown> = Promise.resolve();
    await store.transaction(async (tx) => {
      await tx.automations.lock();
      // Even one that finds nothing to write: it might have written before we looked.
      writer = store.automations.remove('nothing').then(() => order.push('writer'));
      // PGlite has one connection, which is ours as long as we are here.
      if (engine.name === 'Postgres') await until(waiting, (count) => count > 0 || order.length > 0);
      order.push('holder');
    });
    await writer;
    expect(order).toEqual(['holder', 'writer']);
  });

  async function waiting(): Promise<number> {
    const statement = CompiledQuery.raw('select count(*)::int as count from pg_locks where not granted');
    return (await opened.db.executeQuery<{ count: number }>(statement)).rows[0]?.count ?? 0;
  }

  test('what a sync left behind is read as it was written', async () => {
    expect(await store.sources.get(source)).toBeNull();
    await store.sources.save({ source, synced: new Map([['__proto__', 'h1']]), by: 'me' });
    const synced = new Map([
      ['constructor', 'h2'],
      ['a', 'h3'],
    ]);
    await store.sources.save({ source, synced, by: 'you' });
    expect(await store.sources.get(source)).toEqual({ source, synced, by: 'you' });
  });

  test('a repository name keeps the id that it had first', async () => {
    expect(await store.sources.repositoryId('acme/catalog')).toBeNull();
    await store.sources.bindRepository('acme/catalog', '1');
    await store.sources.bindRepository('acme/catalog', '2');
    await store.sources.bindRepository('acme/renamed', '1');
    expect(await store.sources.repositoryId('acme/catalog')).toBe('1');
    expect(await store.sources.repositoryNames('1')).toEqual(['acme/catalog', 'acme/renamed']);
  });

  test('revisions are numbered within their source, and the oldest are forgotten', async () => {
    const kept = (title: string) => [{ automation: definition('a', { title }), file: 'a.yml', owner: null }];
    await store.sources.keepRevision('acme/other:automations', kept('other'), 'me');
    for (let index = 1; index <= keptRevisions + 2; index += 1) {
      expect(await store.sources.keepRevision(source, kept(`${index}`), 'me')).toBe(index);
    }
    expect(await store.sources.lastRevision(source)).toEqual({ number: 22, definitions: kept('22') });
    expect(await store.sources.lastRevision('acme/other:automations')).toMatchObject({ number: 1 });
    expect(
      await opened.db.selectFrom('revisions').select('number').where('source', '=', source).execute(),
    ).toHaveLength(keptRevisions);
  });

  test('a token is taken once, and forgotten when it has expired', async () => {
    expect([await store.tokens.take('t', now + 10), await store.tokens.take('t', now + 10)]).toEqual([true, false]);
    await store.tokens.purge();
    expect(await store.tokens.take('t', now + 10)).toBe(false);
    now += 11;
    await store.tokens.purge();
    expect(await store.tokens.take('t', now + 10)).toBe(true);
  });
});
