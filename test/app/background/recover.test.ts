import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { recover, replaceLostJobs } from '../../../src/app/background/recover.ts';
import { createRecordOutcome } from '../../../src/app/invoke/record-outcome.ts';
import { createLiveAutomations } from '../../../src/app/match/live-automations.ts';
import type { Event } from '../../../src/core/event/event.ts';
import { queuedRun, type Run } from '../../../src/core/run/run.ts';
import type { StoredEvent } from '../../../src/store/events.ts';
import { emptyDatabase } from '../../store/databases.ts';
import { openWorld } from '../app-world.ts';

const eventOf = (id: string): Event => ({
  id,
  action: 'CREATE',
  resourceType: 'entity',
  trigger: { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' },
  context: { blueprintIdentifier: 'service', entityIdentifier: 'x', propertyIdentifier: null },
  diff: { before: null, after: {} },
});
const input = (id: string) => ({ event: eventOf(id), source: 'http', depth: 0, chain: [] });

describe('app/background/recover', () => {
  let opened: Awaited<ReturnType<typeof openWorld>>;
  beforeAll(async () => {
    opened = await openWorld();
  });
  afterAll(() => opened[Symbol.asyncDispose]());
  afterEach(() => {
    opened.time.lag = 0;
  });

  /** Leaves unmatched events, and a run that a process claimed; returns the run's phase. */
  async function crash(events: readonly string[], claimedBy: string) {
    const { store } = opened.world;
    await emptyDatabase(opened.db, 'pgboss');
    await store.events.insert(events.map(input));
    await store.runs.insert([
      queuedRun({ id: 'r1', eventId: 'of-run', automation: 'a', now: opened.world.clock.now() }),
    ]);
    await store.events.insert([input('of-run')]);
    await store.events.markMatched([{ id: 'of-run', errors: [] }]);
    await store.runs.claim([{ runId: 'r1', at: null }], claimedBy);
    return async () => (await store.runs.get('r1'))?.phase;
  }

  test('recovers other events and runs although one event cannot be matched', async () => {
    const phase = await crash(['e1', 'bad', 'e2'], 'gone');
    opened.expectError('an event cannot be matched');
    const matched: string[] = [];
    const match = async (events: StoredEvent[]) => {
      if (events.some(({ event }) => event.id === 'bad')) throw new Error('index row size 2976 exceeds');
      matched.push(...events.map(({ event }) => event.id));
    };
    const then = { match, wake() {}, reported: new Set<string>() };
    await recover(opened.world, then, 'all');
    expect(matched).toEqual(['e1', 'e2']);
    expect(await phase()).toBe('retrying');
    // It is tried again for as long as it is there, and reported once.
    const reported = () => opened.errors.filter(({ message }) => message === 'an event cannot be matched').length;
    expect(reported()).toBe(1);
    await recover(opened.world, then, 'all');
    expect(reported()).toBe(1);
  });

  test('takes over the runs of a dead process even if no event can be matched', async () => {
    const phase = await crash(['e1'], 'gone');
    opened.expectError('looking for unmatched events failed');
    const match = () => Promise.reject(new Error('Connection terminated'));
    await expect(recover(opened.world, { match, wake() {}, reported: new Set() }, 'all')).rejects.toThrow('terminated');
    expect(await phase()).toBe('retrying');
  });

  test('records an attempt of a dead process as interrupted, without advancing the retry schedule', async () => {
    const phase = await crash([], 'gone');
    const { store, clock } = opened.world;
    await recover(opened.world, { match: async () => {}, wake() {}, reported: new Set() }, 'all');
    expect(await phase()).toBe('retrying');
    expect(await store.history.attempts('r1')).toMatchObject([
      {
        attempt: 1,
        outcome: 'interrupted',
        message: expect.stringContaining('it is unknown whether the call was carried out'),
      },
    ]);
    const [line] = await store.history.logs('r1', 10, 0);
    expect(line).toMatchObject({ level: 'warning', message: expect.stringContaining('Attempt 1 was interrupted.') });

    // The other side must still be asked: the call may have been carried out.
    const at = (await store.runs.get('r1'))?.nextAt ?? null;
    const [again] = await store.runs.claim([{ runId: 'r1', at }], 'one');
    expect(again).toMatchObject({ run: { attempt: 2 }, unconfirmedSince: expect.any(Number) });
    const tasks = { stopping: new AbortController().signal };
    const recordOutcome = createRecordOutcome(tasks, opened.world, createLiveAutomations(opened.world), {
      match() {},
      recovered() {},
      accepted() {},
      freed() {},
    });
    const outcome = { type: 'retry', message: 'busy' } as const;
    const common = { job: null, automation: null, event: null, logs: [] };
    const before = clock.now();
    await recordOutcome({ ...common, kind: 'attempt', runId: 'r1', attempt: 2, outcome });
    const wait = ((await store.runs.get('r1'))?.nextAt ?? 0) - before;
    expect(wait).toBeGreaterThanOrEqual(5_000);
    expect(wait).toBeLessThan(60_000);
  });

  test('leaves its own attempts alone, however old its last heartbeat is', async () => {
    const phase = await crash([], 'one');
    opened.time.lag = -60_000;
    await recover(opened.world, { match: async () => {}, wake() {}, reported: new Set() }, 'silent');
    expect(await phase()).toBe('invoking');
    // Until no attempt can be: its claim was a commit whose success was never confirmed.
    opened.time.lag = -11 * 60_000;
    await recover(opened.world, { match: async () => {}, wake() {}, reported: new Set() }, 'silent');
    expect(await phase()).toBe('retrying');
  });

  test('replaces the lost job of a run exactly once', async () => {
    const { store, clock } = opened.world;
    await emptyDatabase(opened.db, 'pgboss');
    const run = (id: string, change: Partial<Run>) => ({
      ...queuedRun({ id, eventId: id, automation: 'a', now: clock.now() }),
      ...change,
    });
    const at = clock.now();
    await store.runs.insert([
      run('r1', { phase: 'retrying', nextAt: at }),
      run('r2', { phase: 'accepted', nextAt: at }),
      run('r3', {}),
    ]);
    await store.events.insert(['r1', 'r2', 'r3'].map(input));
    opened.time.lag = -59 * 60_000;
    await replaceLostJobs(opened.world, () => {});
    expect(await store.jobs.take('invoke', 10)).toEqual([]);
    opened.time.lag = -61 * 60_000;
    for (let time = 0; time < 2; time += 1) await replaceLostJobs(opened.world, () => {});
    await sql`update pgboss_queue.job set start_after = now() - interval '1 second'`.execute(opened.db);
    const jobs = await store.jobs.take('invoke', 10);
    expect(jobs.map(({ runId }) => runId).sort()).toEqual(['r1', 'r3']);
    expect((await store.jobs.take('follow', 10)).map(({ runId }) => runId)).toEqual(['r2']);
    // It is the one that they wait for; the job that was lost, should it turn up, is not.
    expect(await store.runs.claim([{ runId: 'r1', at }], 'one')).toEqual([]);
    expect(await store.runs.claim(jobs, 'one')).toHaveLength(2);
  });

  test('takes over no run while it cannot tell which replicas are dead', async () => {
    const phase = await crash([], 'another');
    opened.time.lag = -60_000;
    await recover(opened.world, { match: async () => {}, wake() {}, reported: new Set() }, 'none');
    expect(await phase()).toBe('invoking');
    await recover(opened.world, { match: async () => {}, wake() {}, reported: new Set() }, 'silent');
    expect(await phase()).toBe('retrying');
  });
});
