import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Automation } from '../../src/core/automation.ts';
import type { Event } from '../../src/core/event.ts';
import { queuedRun, type Run } from '../../src/core/run.ts';
import { openQueue, type Queue } from '../../src/store/queue.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { type Engine, emptyDatabase, pgliteEngine, postgresEngine } from './databases.ts';

const automation = {
  identifier: 'a',
  trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' } },
  invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
} satisfies Automation;

function eventOf(id: string): Event {
  return {
    id,
    action: 'CREATE',
    resourceType: 'entity',
    trigger: { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' },
    context: { blueprintIdentifier: 'service', entityIdentifier: 'x', propertyIdentifier: null },
    diff: { before: null, after: { identifier: 'x', text: 'nul \u0000 and é', __order: 1, a: 2 } },
  };
}

function runOf(id: string, eventId: string, change: Partial<Run> = {}): Run {
  return { ...queuedRun({ id, eventId, automation: 'a', now: 1_000 }), ...change };
}

describe.each([pgliteEngine, postgresEngine])('store/contract %o', (start) => {
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

  const input = (id: string) => ({ event: eventOf(id), source: 'http', depth: 0, chain: [] });

  test('an event is stored once, whole, and says which were new', async () => {
    expect(await store.events.insert([input('e1'), input('e2'), input('e1')])).toEqual(new Set(['e1', 'e2']));
    expect(await store.events.insert([input('e2'), input('e3')])).toEqual(new Set(['e3']));
    expect((await store.events.get('e1'))?.event).toEqual(eventOf('e1'));
    expect(Object.keys((await store.events.get('e1'))?.event.diff.after ?? {})).toEqual([
      'identifier',
      'text',
      '__order',
      'a',
    ]);
  });

  test('unmatched events are found until they are marked, with their errors', async () => {
    await store.events.insert([input('e1'), input('e2')]);
    await store.events.markMatched([{ id: 'e1', errors: [{ automation: 'a', message: 'broke' }] }]);
    expect((await store.events.unmatched(now, 10)).map(({ event }) => event.id)).toEqual(['e2']);
    expect((await store.events.get('e1'))?.errors).toEqual([{ automation: 'a', message: 'broke' }]);
  });

  test('one event and one automation give one run', async () => {
    expect(await store.runs.insert([runOf('r1', 'e1'), runOf('r2', 'e2')])).toEqual(new Set(['r1', 'r2']));
    expect(await store.runs.insert([runOf('r3', 'e1')])).toEqual(new Set());
  });

  test('a run is read as it was written', async () => {
    const run = runOf('r1', 'e1', {
      link: ['https://example.com'],
      message: { a: 1 },
      response: [1, { b: null }],
      chain: ['r0'],
      depth: 1,
      nextAt: 5_000,
      summary: 'é',
    });
    await store.runs.insert([run]);
    expect(await store.runs.get('r1')).toEqual(run);
    const changed: Run = { ...run, status: 'SUCCESS', phase: 'ended', endedAt: 9_000, nextAt: null };
    await store.runs.save([changed]);
    expect(await store.runs.get('r1')).toEqual(changed);
  });

  test('a run is claimed by one replica, and an attempt nobody saw end is unconfirmed', async () => {
    await store.events.insert([input('e1')]);
    await store.runs.insert([runOf('r1', 'e1')]);
    const [first] = await store.runs.claim([{ runId: 'r1', at: null }], 'one');
    expect(first).toMatchObject({ unconfirmedSince: null, run: { attempt: 1, phase: 'invoking', claimedBy: 'one' } });
    expect(await store.runs.claim([{ runId: 'r1', at: null }], 'two')).toEqual([]);
    await store.runs.save([{ ...(first?.run ?? runOf('r1', 'e1')), phase: 'retrying', claimedBy: null }]);
    expect(await store.runs.claim([{ runId: 'r1', at: null }], 'two')).toMatchObject([
      { unconfirmedSince: now, run: { attempt: 2 } },
    ]);
    await store.history.endAttempts([{ runId: 'r1', attempt: 1, outcome: 'retry', statusCode: 503, message: 'down' }]);
    expect(await store.history.attempts('r1')).toMatchObject([
      { outcome: 'retry', statusCode: 503 },
      { outcome: null },
    ]);
  });

  test('a run that waits is given only to who comes for that time', async () => {
    await store.events.insert([input('e1')]);
    await store.runs.insert([runOf('r1', 'e1', { phase: 'retrying', nextAt: now + 5_000 })]);
    expect(await store.runs.claim([{ runId: 'r1', at: null }], 'one')).toEqual([]);
    expect(await store.runs.claim([{ runId: 'r1', at: now }], 'one')).toEqual([]);
    expect(await store.runs.claim([{ runId: 'r1', at: now + 5_000 }], 'one')).toMatchObject([
      { run: { nextAt: null } },
    ]);
  });

  test('runs of a replica that is gone are found, those of a living one are not', async () => {
    await store.events.insert([input('e1'), input('e2')]);
    await store.runs.insert([runOf('r1', 'e1'), runOf('r2', 'e2')]);
    await store.replicas.beat('alive');
    await store.runs.claim([{ runId: 'r1', at: null }], 'alive');
    await store.runs.claim([{ runId: 'r2', at: null }], 'dead');
    const abandoned = await store.transaction((tx) => tx.runs.abandoned(now - 1_000, 0, 10));
    expect(abandoned.map(({ id }) => id)).toEqual(['r2']);
    const stale = await store.transaction((tx) => tx.runs.abandoned(now - 1_000, now + 1, 10));
    expect(stale.map(({ id }) => id)).toEqual(['r1', 'r2']);
  });

  test('a job is seen only when its transaction commits, and is taken once', async () => {
    const failure = new Error('rolled back');
    await expect(
      store.transaction(async (tx) => {
        await tx.jobs.put([{ kind: 'invoke', runId: 'r1' }]);
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await queue.take('invoke', 10)).toEqual([]);
    await store.transaction((tx) =>
      tx.jobs.put([
        { kind: 'invoke', runId: 'r2' },
        { kind: 'follow', runId: 'r3' },
      ]),
    );
    const jobs = await queue.take('invoke', 10);
    expect(jobs.map(({ runId }) => runId)).toEqual(['r2']);
    expect(await queue.take('invoke', 10)).toEqual([]);
    await queue.drop(jobs);
    expect((await queue.take('follow', 10)).map(({ runId }) => runId)).toEqual(['r3']);
  });

  test('a job for later is not taken now', async () => {
    await queue.put([{ kind: 'invoke', runId: 'r1', at: Date.now() + 60_000 }]);
    expect(await queue.take('invoke', 10)).toEqual([]);
  });

  test('a timer fires once, is re-armed by another value and not by the same', async () => {
    const timer = { blueprint: 'env', entity: 'x', property: 'ttl', snapshot: {}, depth: 0, chain: [] };
    await store.timers.arm({ ...timer, value: 'first', dueAt: now });
    expect(await store.timers.takeDue(10)).toMatchObject([{ value: 'first', dueAt: now }]);
    await store.timers.arm({ ...timer, value: 'first', dueAt: now });
    expect(await store.timers.takeDue(10)).toEqual([]);
    await store.timers.arm({ ...timer, value: 'second', dueAt: now + 10 });
    expect(await store.timers.takeDue(10)).toEqual([]);
    expect(await store.timers.nextDue()).toBe(now + 10);
    now += 10;
    expect(await store.timers.takeDue(10)).toMatchObject([{ value: 'second' }]);
    await store.timers.disarm('env', 'x');
  });

  test('the version changes with every change of an automation', async () => {
    const version = () => store.automations.version();
    const seen = [await version()];
    await store.automations.put({ automation, hash: 'h1', source: null, file: null, by: 'me' });
    seen.push(await version());
    await store.automations.rename('a', 'b');
    seen.push(await version());
    await store.automations.remove('b');
    seen.push(await version());
    expect(new Set(seen).size).toBe(4);
    expect(await store.automations.definition('h1')).toEqual(automation);
  });

  test('a target is parked after failures in a row, probed by one, and forgotten when it works', async () => {
    await store.targets.fail('t', 2, 'down', 3, 1_000);
    expect(await store.targets.parked()).toEqual([]);
    await store.targets.fail('t', 1, 'down', 3, 1_000);
    expect(await store.targets.parked()).toMatchObject([{ key: 't', failures: 3, probeAt: now + 1_000 }]);
    expect(await store.targets.takeProbe('t', 1_000)).toBe(false);
    now += 1_000;
    expect([await store.targets.takeProbe('t', 1_000), await store.targets.takeProbe('t', 1_000)]).toEqual([
      true,
      false,
    ]);
    expect(await store.targets.recover(['t', 'other'])).toEqual(['t']);
    expect(await store.targets.parked()).toEqual([]);
  });

  test('a waiting run is given to one agent, to another when its time is over, and to none that did not ask', async () => {
    const ids = ['r1', 'r2', 'r3'];
    await store.events.insert(ids.map(input));
    await store.runs.insert(ids.map((id) => runOf(id, id, { phase: 'waiting', target: 'agent:a' })));
    const ask = { targets: ['agent:a', 'agent:b'], except: ['r3'], agent: 'me', until: now + 1_000 };
    const claim = async (change: Partial<typeof ask> & { limit: number }) =>
      (await store.waiting.claim({ ...ask, ...change })).map(({ run, event }) => [run.id, run.claimedBy, event.id]);
    expect(await claim({ targets: ['agent:c'], limit: 9 })).toEqual([]);
    expect(await claim({ targets: [], limit: 9 })).toEqual([]);
    expect(await claim({ limit: 1 })).toEqual([['r1', 'me', 'r1']]);
    expect(await claim({ limit: 9, agent: 'you' })).toEqual([['r2', 'you', 'r2']]);
    expect(await claim({ limit: 9 })).toEqual([]);
    expect((await store.transaction((tx) => tx.waiting.unclaimed(['agent:a'], 9))).map(({ id }) => id)).toEqual(['r3']);
    now += 1_000;
    expect(await claim({ limit: 9, agent: 'you' })).toEqual([
      ['r1', 'you', 'r1'],
      ['r2', 'you', 'r2'],
    ]);
    expect((await store.runs.get('r1'))?.nextAt).toBe(ask.until);
  });

  test('agents that ask at the same time share the runs without getting one twice', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `r${index}`);
    await store.events.insert(ids.map(input));
    await store.runs.insert(ids.map((id) => runOf(id, id, { phase: 'waiting', target: 'agent:a' })));
    const ask = { targets: ['agent:a'], except: [], agent: 'me', until: now + 1_000, limit: 7 };
    const claimed = (await Promise.all(Array.from({ length: 6 }, () => store.waiting.claim(ask)))).flat();
    expect(claimed.map(({ run }) => run.id).sort()).toEqual([...ids].sort());
  });

  test('a single value is kept until the next one', async () => {
    expect(await store.state.get('x')).toBeNull();
    await store.state.put('x', true);
    await store.state.put('x', { a: [1] });
    expect(await store.state.get('x')).toEqual({ a: [1] });
  });

  test('a delivery is stored once and taken until it is handled', async () => {
    const delivery = { id: 'd1', name: 'workflow_run', subject: 'gh_a/b/1', payload: { a: 1 } };
    expect([await store.deliveries.insert(delivery), await store.deliveries.insert(delivery)]).toEqual([true, false]);
    expect(await store.deliveries.open(10)).toMatchObject([delivery]);
    await store.deliveries.markHandled('d1');
    expect(await store.deliveries.open(10)).toEqual([]);
    expect(await store.deliveries.about('gh_a/b/1')).toMatchObject([delivery]);
  });

  test('a delivery may wait for something, and be passed over', async () => {
    for (const id of ['d1', 'd2', 'd3'])
      await store.deliveries.insert({ id, name: 'push', subject: null, payload: {} });
    await store.deliveries.wait('d1', 'mapping:a', ['broken']);
    const open = await store.deliveries.open(10);
    expect(open.map(({ id }) => id)).toEqual(['d2', 'd3']);
    expect((await store.deliveries.open(10, open[0])).map(({ id }) => id)).toEqual(['d3']);
    expect(await store.deliveries.list(10, true)).toMatchObject([
      { id: 'd1', waitsFor: 'mapping:a', problems: ['broken'] },
    ]);
    await store.deliveries.wake('mapping:b');
    expect(await store.deliveries.open(10)).toHaveLength(2);
    await store.deliveries.wake('mapping:a');
    await store.deliveries.noteFailure('d1');
    expect((await store.deliveries.open(10))[0]).toMatchObject({ id: 'd1', attempts: 1, waitsFor: null });
  });

  test('a thing is seen once in each of its states, and only forwards', async () => {
    const advance = (position: string) => store.sightings.advance({ subject: 's', position }, 'b', 'e');
    expect(await advance('2 B')).toEqual({ created: false });
    await store.sightings.setCreated('s', 'b', 'e', true);
    // Byte by byte, whatever the collation of the database: it would sort a before B.
    expect([await advance('2 B'), await advance('1 Z'), await advance('2 A')]).toEqual([null, null, null]);
    expect(await advance('2 a')).toEqual({ created: true });
    now += 1_000;
    await store.sightings.purge(now);
    expect(await advance('2 a')).toBeNull();
  });

  test('entities are found by blueprint in the order of their identifiers', async () => {
    for (const identifier of ['b', 'a', 'c']) await store.entities.insert('service', identifier, { identifier });
    expect(await store.entities.insert('service', 'a', { identifier: 'other' })).toBe(false);
    await store.entities.insert('team', 'a', { identifier: 'd' });
    const after = { blueprint: 'service', identifier: 'a' };
    expect(await store.entities.list('service', after, 10)).toEqual([{ identifier: 'b' }, { identifier: 'c' }]);
    expect(await store.entities.list(null, { ...after, identifier: 'b' }, 10)).toEqual([
      { identifier: 'c' },
      { identifier: 'd' },
    ]);
  });

  test('old runs and their events go, and what is under way stays', async () => {
    await store.events.insert([input('e1'), input('e2')]);
    await store.events.markMatched([
      { id: 'e1', errors: [] },
      { id: 'e2', errors: [] },
    ]);
    await store.runs.insert([runOf('r1', 'e1', { endedAt: 1_000, status: 'SUCCESS' }), runOf('r2', 'e2')]);
    expect(await store.runs.purge(now + 1, 10)).toBe(1);
    expect(await store.events.purge(now + 1, 10)).toBe(1);
    expect([await store.runs.get('r1'), await store.events.get('e1')]).toEqual([null, null]);
    expect((await store.runs.get('r2'))?.id).toBe('r2');
  });
});
