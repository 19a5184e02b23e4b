import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTimerFiring } from '../../../src/app/catalog/fire-timers.ts';
import type { Event } from '../../../src/core/event/event.ts';
import type { Json } from '../../../src/core/json.ts';
import { createStore, type Store, type Tx } from '../../../src/store/store.ts';
import { automation, created } from '../../e2e/harness/shapes.ts';
import { emptyDatabase } from '../../store/databases.ts';
import { openWorld, startTestApp } from '../app-world.ts';
import { someone } from '../author.ts';

const actor = { name: 'me', origin: 'API' };
const soon = (): string => new Date(Date.now() + 3_600_000).toISOString();

describe('app/catalog/arm-timers', () => {
  let world: Awaited<ReturnType<typeof startTestApp>>;
  beforeAll(async () => {
    world = await startTestApp();
  });
  beforeEach(async () => {
    const version = await world.world.store.automations.version();
    await emptyDatabase(world.db, 'pgboss');
    // It never goes back.
    await world.world.store.state.put('automations.version', version + 1);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const listener = (identifier: string, change: object = {}): Json => ({
    ...automation(
      identifier,
      { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'env', propertyIdentifier: 'ttl' },
      { type: 'WEBHOOK', url: 'http://127.0.0.1:9' },
    ),
    ...change,
  });
  const listen = (identifier = 't') => world.app.actions.create(listener(identifier), someone);
  const set = (ttl: string | null) =>
    world.app.catalog.write('env', { identifier: 'one', properties: { ttl } }, 'merge', actor);
  const waiting = () => world.world.store.timers.nextDue();

  test('does not fire a timer that was cleared while no automation listened', async () => {
    await listen();
    await set(soon());
    await world.app.actions.remove('t', someone);
    expect(await waiting()).toBeNull();
    await set(null);
    await listen();
    expect(await waiting()).toBeNull();
  });

  test('does not fire the timer of an entity deleted while no automation listened', async () => {
    await listen();
    await set(soon());
    await world.app.actions.replace('t', listener('t', { publish: false }), someone);
    await world.app.catalog.remove('env', 'one', actor);
    await world.app.actions.replace('t', listener('t'), someone);
    expect(await waiting()).toBeNull();
  });

  test('discards a timer left behind by a replica that did not yet know of the last removal', async () => {
    const left = {
      entity: 'one',
      property: 'ttl',
      value: soon(),
      dueAt: Date.now(),
      snapshot: {},
      depth: 0,
      chain: [],
    };
    await world.world.store.timers.arm([{ ...left, blueprint: 'env' }]);
    await listen();
    expect(await waiting()).toBeNull();
  });

  test('keeps timers and their chains while any automation listens', async () => {
    await listen();
    await listen('u');
    const causation = { depth: 3, chain: ['r_1'] };
    const ttl = soon();
    await world.app.catalog.write('env', { identifier: 'one', properties: { ttl } }, 'merge', { ...actor, causation });
    await world.app.actions.remove('t', someone);
    await world.app.actions.replace('u', listener('v'), someone);
    // With a clock of its own, or the app would fire it first.
    const later = createStore(world.db, world.world.queue, () => Date.now() + 7_200_000);
    const [timer] = await later.transaction(async (tx) => tx.timers.takeDue(10));
    expect(timer).toMatchObject({ value: ttl, ...causation });
  });

  test('warns only about the change that sets an invalid time', async () => {
    const reported = () => world.warnings.filter(({ message }) => message.startsWith('a timer is not armed'));
    world.warnings.length = 0;
    await listen();
    await set('in an hour');
    expect(reported().map(({ fields }) => fields)).toEqual([
      { blueprint: 'env', entity: 'one', property: 'ttl', value: '"in an hour"' },
    ]);
    await world.app.catalog.write('env', { identifier: 'one', title: 'x' }, 'merge', actor);
    await set(null);
    await set(soon());
    expect(reported()).toHaveLength(1);
    await set('tomorrow');
    expect(reported()).toHaveLength(2);
    // Who listens first hears of those that wait already, in one line.
    await world.app.actions.remove('t', someone);
    await listen();
    expect(reported().at(-1)?.fields).toEqual({ blueprint: 'env', property: 'ttl', entities: 1, among: ['one'] });
  });

  test('stores an automation together with the timers of existing entities, or not at all', async () => {
    const ttl = soon();
    await set(ttl);
    const { store } = world.world;
    const { transaction } = store;
    const killed = new Error('killed');
    world.expectCause(/^killed$/m);
    store.transaction = (work) => transaction((tx) => work(tx).then(() => Promise.reject(killed)));
    await expect(listen()).rejects.toBe(killed);
    store.transaction = transaction;
    expect([await waiting(), await store.automations.list()]).toEqual([null, []]);
    await listen();
    expect(await waiting()).toBe(Date.parse(ttl));
    const version = await store.automations.version();
    store.transaction = (work) => transaction((tx) => work(tx).then(() => Promise.reject(killed)));
    await expect(world.app.actions.remove('t', someone)).rejects.toBe(killed);
    store.transaction = transaction;
    expect((await store.automations.list()).map((one) => one.automation.identifier)).toEqual(['t']);
    expect(await store.automations.version()).toBe(version);
  });

  test('keeps the new time of an entity that changes while timers are being armed', async () => {
    await set(soon());
    const { store } = world.world;
    const { transaction } = store;
    const later = new Date(Date.now() + 7_200_000).toISOString();
    let writing: Promise<unknown> | undefined;
    const listening = async (tx: Tx) => ({
      ...tx,
      entities: {
        ...tx.entities,
        async list(...args: Parameters<Tx['entities']['list']>) {
          const entities = await tx.entities.list(...args);
          store.transaction = transaction;
          // Only once, although the list is read twice: a second write would end in the next test.
          writing ??= set(later);
          return entities;
        },
      },
    });
    store.transaction = (work) => transaction(async (tx) => work(await listening(tx)));
    await listen();
    await writing;
    expect(await waiting()).toBe(Date.parse(later));
  });

  test.each(['0026-12-31', '0000-01-01', '9999-12-31T23:59:59-12:00', '2026-02-30', 'tomorrow'])(
    'accepts %s with a warning and arms no timer',
    async (ttl) => {
      await listen();
      expect(await set(ttl)).toMatchObject({
        created: true,
        warnings: [expect.stringContaining('a timer is not armed')],
      });
      const sent = {
        trigger: { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' },
        ...created('env', 'two', { ttl }),
      };
      const input = (id: string) => ({
        event: { id, ...sent } as unknown as Event,
        source: 'http',
        depth: 0,
        chain: [],
      });
      const good = {
        ...input('good'),
        event: { ...input('good').event, ...created('env', 'three') } as unknown as Event,
      };
      expect(await world.app.ingest([input('bad'), good])).toMatchObject([
        { id: 'bad', warnings: [expect.stringContaining('ttl of env/two: a timer is not armed')] },
        { id: 'good' },
      ]);
      expect(await waiting()).toBeNull();
    },
  );

  test('reads a time without an offset as UTC', async () => {
    await listen();
    await set('2999-07-01T12:00');
    expect(await waiting()).toBe(Date.UTC(2999, 6, 1, 12));
  });

  test('fires the other timers although one fails, which is not retried at once', async () => {
    // Without the app, whose own firing might be quicker.
    await using opened = await openWorld();
    const { store } = opened.world;
    const timer = { blueprint: 'env', property: 'ttl', value: 'v', snapshot: {}, depth: 0, chain: [] };
    const dueAt = Date.now() - 1_000;
    const errors: object[] = [];
    const log = { ...opened.world.log, error: (fields: object) => void errors.push(fields) };
    const failing: Store = {
      ...store,
      transaction: (work) =>
        store.transaction((tx) => {
          const insert: Tx['events']['insert'] = async (inputs) => {
            const text = JSON.stringify(inputs);
            if (text.includes('"entityIdentifier":"bad"')) throw new Error('this one cannot be stored');
            return tx.events.insert(inputs);
          };
          return work({ ...tx, events: { ...tx.events, insert } });
        }),
    };
    const fired: string[] = [];
    const fire = createTimerFiring({ ...opened.world, store: failing, log }, async (events) => {
      for (const { event } of events) if (event.resourceType === 'entity') fired.push(event.context.entityIdentifier);
    });
    await store.transaction(async (tx) => {
      await tx.timers.arm(['bad', 'one', 'two'].map((entity, index) => ({ ...timer, entity, dueAt: dueAt + index })));
    });
    await fire();
    await fire();
    expect(fired.sort()).toEqual(['one', 'two']);
    expect(errors).toMatchObject([{ entity: 'bad', error: 'this one cannot be stored' }]);
  });
});
