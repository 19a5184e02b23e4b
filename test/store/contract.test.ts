import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Automation } from '../../src/core/automation.ts';
import type { Event } from '../../src/core/event/event.ts';
import { queuedRun, type Run } from '../../src/core/run/run.ts';
import { openQueue, type Queue } from '../../src/store/queue.ts';
import type { Abandonment } from '../../src/store/runs.ts';
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

  test('stores each event once, unchanged, and reports which were new', async () => {
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

  test('finds unmatched events until they are marked, and keeps their errors', async () => {
    await store.events.insert([input('e1'), input('e2')]);
    await store.events.markMatched([{ id: 'e1', errors: [{ automation: 'a', message: 'broke' }] }]);
    expect((await store.events.unmatched(now, 10)).map(({ event }) => event.id)).toEqual(['e2']);
    expect((await store.events.get('e1'))?.errors).toEqual([{ automation: 'a', message: 'broke' }]);
  });

  test('stores one run per event and automation', async () => {
    expect(await store.runs.insert([runOf('r1', 'e1'), runOf('r2', 'e2')])).toEqual(new Set(['r1', 'r2']));
    expect(await store.runs.insert([runOf('r3', 'e1')])).toEqual(new Set());
  });

  test('reads a run as it was written', async () => {
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

  test('lets one replica claim a run, and marks an attempt without an outcome as unconfirmed', async () => {
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

  test('lets only a job for the right time claim a waiting run', async () => {
    await store.events.insert([input('e1')]);
    await store.runs.insert([runOf('r1', 'e1', { phase: 'retrying', nextAt: now + 5_000 })]);
    expect(await store.runs.claim([{ runId: 'r1', at: null }], 'one')).toEqual([]);
    expect(await store.runs.claim([{ runId: 'r1', at: now }], 'one')).toEqual([]);
    expect(await store.runs.claim([{ runId: 'r1', at: now + 5_000 }], 'one')).toMatchObject([
      { run: { nextAt: null } },
    ]);
  });

  test('finds the runs of a dead replica, but not those of a living one', async () => {
    await store.events.insert([input('e1'), input('e2')]);
    await store.runs.insert([runOf('r1', 'e1'), runOf('r2', 'e2')]);
    await store.replicas.beat('alive');
    await store.runs.claim([{ runId: 'r1', at: null }], 'alive');
    await store.runs.claim([{ runId: 'r2', at: null }], 'dead');
    const abandoned = (change: Partial<Abandonment>) => {
      const asked = { aliveSince: now - 1_000, staleBefore: 0, replica: 'alive', ...change };
      return store.transaction(async (tx) => (await tx.runs.abandoned(asked, 10)).map(({ id }) => id));
    };
    expect(await abandoned({})).toEqual(['r2']);
    expect(await abandoned({ aliveSince: null })).toEqual([]);
    // No replica has a heartbeat, but the caller knows its own attempts.
    expect(await abandoned({ aliveSince: now + 1 })).toEqual(['r2']);
    expect(await abandoned({ aliveSince: now + 1, replica: 'another' })).toEqual(['r1', 'r2']);
    expect(await abandoned({ staleBefore: now + 1 })).toEqual(['r1', 'r2']);
  });

  test('finds overdue runs in every open phase except waiting', async () => {
    await store.runs.insert([
      runOf('r1', 'e1', { phase: 'retrying', nextAt: now - 10 }),
      runOf('r2', 'e2', { phase: 'retrying', nextAt: now + 10 }),
      runOf('r3', 'e3', { phase: 'accepted', nextAt: now - 10 }),
      runOf('r4', 'e4', { phase: 'accepted' }),
      runOf('r5', 'e5', { updatedAt: now - 10 }),
      runOf('r6', 'e6', { updatedAt: now - 10, phase: 'waiting', nextAt: now - 10 }),
      runOf('r7', 'e7', { phase: 'ended', status: 'SUCCESS', endedAt: 1_000, nextAt: now - 10 }),
    ]);
    const overdue = () => store.transaction(async (tx) => (await tx.runs.overdue(now, 10)).map(({ id }) => id));
    expect(await overdue()).toEqual(['r1', 'r3', 'r5']);
  });

  test('fires a timer once, and arms it again only for another value', async () => {
    const timer = { blueprint: 'env', entity: 'x', property: 'ttl', snapshot: {}, depth: 0, chain: [] };
    await store.timers.arm([{ ...timer, value: 'first', dueAt: now }]);
    expect(await store.timers.takeDue(10)).toMatchObject([{ value: 'first', dueAt: now }]);
    await store.timers.arm([{ ...timer, value: 'first', dueAt: now }]);
    expect(await store.timers.takeDue(10)).toEqual([]);
    await store.timers.arm([{ ...timer, value: 'second', dueAt: now + 10 }]);
    expect(await store.timers.takeDue(10)).toEqual([]);
    expect(await store.timers.nextDue()).toBe(now + 10);
    now += 10;
    expect(await store.timers.takeDue(10)).toMatchObject([{ value: 'second' }]);
    await store.timers.arm([
      { ...timer, value: 'third', dueAt: now },
      { ...timer, entity: 'y', value: 'nul', snapshot: { text: '\u0000' }, dueAt: now },
      { ...timer, property: 'other', value: 'stays', dueAt: now },
    ]);
    await store.timers.forget('env', 'ttl');
    expect(await store.timers.takeDue(10)).toMatchObject([{ value: 'stays' }]);
    await store.timers.disarm('env', 'x');
  });

  test('changes the version with every change of an automation', async () => {
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

  test('parks a target after consecutive failures, lets one caller probe it, and forgets it once it works', async () => {
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
    await store.targets.fail('t', 1, 'later', 3, 60_000);
    // A call that began before and asks for a shorter pause changes nothing.
    await store.targets.fail('t', 1, 'down', 3, 1_000);
    expect(await store.targets.parked()).toMatchObject([{ probeAt: now + 60_000 }]);
    expect(await store.targets.recover(['t', 'other'])).toEqual(['t']);
    expect(await store.targets.parked()).toEqual([]);
  });

  test('offers a waiting run to one agent at a time, and to another once the claim expires', async () => {
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

  test('gives no run to two agents that ask at the same time', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `r${index}`);
    await store.events.insert(ids.map(input));
    await store.runs.insert(ids.map((id) => runOf(id, id, { phase: 'waiting', target: 'agent:a' })));
    const ask = { targets: ['agent:a'], except: [], agent: 'me', until: now + 1_000, limit: 7 };
    const claimed = (await Promise.all(Array.from({ length: 6 }, () => store.waiting.claim(ask)))).flat();
    expect(claimed.map(({ run }) => run.id).sort()).toEqual([...ids].sort());
  });

  test('keeps a value until the next one', async () => {
    expect(await store.state.get('x')).toBeNull();
    await store.state.put('x', true);
    await store.state.put('x', { a: [1] });
    expect(await store.state.get('x')).toEqual({ a: [1] });
  });

  test('lists entities by blueprint, ordered by identifier', async () => {
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

  test('deletes old runs and their events, and keeps open ones', async () => {
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
