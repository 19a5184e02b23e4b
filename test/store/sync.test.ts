import { CompiledQuery } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Automation } from '../../src/core/automation.ts';
import { keptRevisions } from '../../src/store/sources.ts';
import type { Tx } from '../../src/store/store.ts';
import { definition } from '../core/definitions.ts';
import { until } from '../e2e/harness/until.ts';
import { pgliteEngine, postgresEngine } from './databases.ts';
import { storeWorld } from './world.ts';

const source = 'acme/catalog:automations';
const input = (automation: Automation) => ({
  automation,
  hash: automation.identifier,
  source,
  file: 'a.yml',
  by: 'me',
});

describe.each([pgliteEngine, postgresEngine])('store/sync %o', (start) => {
  const world = storeWorld(start);

  test('rejects writes of a reader, in types and in the database', async () => {
    await world.store.automations.put(input(definition('a')));
    await world.store.read(async (reading) => {
      expect(await reading.automations.list()).toMatchObject([{ automation: definition('a'), source }]);
      // @ts-expect-error: what reads has no method that writes.
      expect(reading.automations.put).toBeTypeOf('function');
    });
    const writes: ((tx: Tx) => Promise<unknown>)[] = [
      (tx) => tx.automations.put(input(definition('b'))),
      (tx) => tx.automations.remove('a'),
      (tx) => tx.sources.bindRepository('acme/catalog', '1'),
      (tx) => tx.sources.keepRevision(source, [], 'me'),
      (tx) => tx.tokens.take('t', world.now),
    ];
    for (const write of writes) {
      await expect(world.store.read((reading) => write(reading as Tx))).rejects.toMatchObject({ code: '25006' });
    }
    expect(await world.store.automations.list()).toHaveLength(1);
  });

  test('writes and deletes many automations at once, and changes the version', async () => {
    const many = Array.from({ length: 2_300 }, (_, index) => definition(`a${index}`));
    await world.store.automations.putAll(many.map(input));
    world.now += 1;
    await world.store.automations.putAll([{ ...input(definition('a7', { title: 'New' })), by: 'you' }]);
    expect(await world.store.automations.list()).toHaveLength(2_300);
    expect(await world.store.automations.get('a7')).toMatchObject({
      automation: { title: 'New' },
      createdAt: 1_000_000,
      createdBy: 'me',
      updatedAt: 1_000_001,
      updatedBy: 'you',
    });
    const version = await world.store.automations.version();
    await world.store.automations.removeAll(many.slice(1).map(({ identifier }) => identifier));
    expect((await world.store.automations.list()).map(({ automation }) => automation.identifier)).toEqual(['a0']);
    expect(await world.store.automations.version()).not.toBe(version);
  });

  test('makes other writers of automations wait for the transaction that holds the lock', async () => {
    const order: string[] = [];
    let writer: Promise<unknown> = Promise.resolve();
    await world.store.transaction(async (tx) => {
      await tx.automations.lock();
      // Even one that finds nothing to write: it might have written before we looked.
      writer = world.store.automations.remove('nothing').then(() => order.push('writer'));
      // PGlite has one connection, which is ours as long as we are here.
      if (world.engine === 'Postgres') await until(waiting, (count) => count > 0 || order.length > 0);
      order.push('holder');
    });
    await writer;
    expect(order).toEqual(['holder', 'writer']);
  });

  async function waiting(): Promise<number> {
    const statement = CompiledQuery.raw(
      `select count(*)::int as count from pg_locks join pg_stat_activity using (pid)
       where not granted and datname = current_database()`,
    );
    return (await world.db.executeQuery<{ count: number }>(statement)).rows[0]?.count ?? 0;
  }

  test('reads the record of a sync as it was written', async () => {
    expect(await world.store.sources.get(source)).toBeNull();
    await world.store.sources.save({ source, synced: new Map([['__proto__', 'h1']]), by: 'me' });
    const synced = new Map([
      ['constructor', 'h2'],
      ['a', 'h3'],
    ]);
    await world.store.sources.save({ source, synced, by: 'you' });
    expect(await world.store.sources.get(source)).toEqual({ source, synced, by: 'you' });
  });

  test('keeps the first id of a repository name', async () => {
    expect(await world.store.sources.repositoryId('acme/catalog')).toBeNull();
    await world.store.sources.bindRepository('acme/catalog', '1');
    await world.store.sources.bindRepository('acme/catalog', '2');
    await world.store.sources.bindRepository('acme/renamed', '1');
    expect(await world.store.sources.repositoryId('acme/catalog')).toBe('1');
    expect(await world.store.sources.repositoryNames('1')).toEqual(['acme/catalog', 'acme/renamed']);
  });

  test('numbers revisions within their source and deletes the oldest', async () => {
    const kept = (title: string) => [{ automation: definition('a', { title }), file: 'a.yml', owner: null }];
    await world.store.sources.keepRevision('acme/other:automations', kept('other'), 'me');
    for (let index = 1; index <= keptRevisions + 2; index += 1) {
      expect(await world.store.sources.keepRevision(source, kept(`${index}`), 'me')).toBe(index);
    }
    expect(await world.store.sources.lastRevision(source)).toEqual({ number: 22, definitions: kept('22') });
    expect(await world.store.sources.lastRevision('acme/other:automations')).toMatchObject({ number: 1 });
    expect(await world.db.selectFrom('revisions').select('number').where('source', '=', source).execute()).toHaveLength(
      keptRevisions,
    );
  });

  test('accepts a token once, and forgets it after it has expired', async () => {
    expect([
      await world.store.tokens.take('t', world.now + 10),
      await world.store.tokens.take('t', world.now + 10),
    ]).toEqual([true, false]);
    await world.store.tokens.purge();
    expect(await world.store.tokens.take('t', world.now + 10)).toBe(false);
    world.now += 11;
    await world.store.tokens.purge();
    expect(await world.store.tokens.take('t', world.now + 10)).toBe(true);
  });
});
