import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGitHubEvents } from '../../../src/app/deliveries/deliveries.ts';
import type { Handled } from '../../../src/app/event-sources/event-source.ts';
import type { RunReporting } from '../../../src/app/runs/report-run.ts';
import { noTracing } from '../../../src/app/tracing/tracing.ts';
import type { World } from '../../../src/app/world.ts';
import { AppError } from '../../../src/core/error.ts';
import type { Database } from '../../../src/store/database.ts';
import { openQueue, type Queue } from '../../../src/store/queue.ts';
import { createStore } from '../../../src/store/store.ts';
import { until } from '../../e2e/harness/until.ts';
import { openFreshDatabase } from '../../store/template.ts';

describe('app/deliveries/deliveries', () => {
  let db: Database;
  let queue: Queue;
  let logged: string[] = [];
  beforeAll(async () => {
    db = await openFreshDatabase();
    queue = await openQueue(db, { schema: 'pgboss', onError: () => {} });
  });
  afterAll(async () => {
    await queue.stop();
    await db.destroy();
  });
  beforeEach(async () => {
    logged = [];
    await db.deleteFrom('deliveries').execute();
  });

  /** Events of one source, which answers a delivery as its payload says. */
  function eventsOf(
    take: (id: string, count: number) => Handled | Error | Promise<Handled>,
    accounts: string[] | null = null,
  ) {
    const log = (level: string) => (_: object, message: string) => void logged.push(`${level}: ${message}`);
    const store = createStore(db, queue, Date.now);
    const time = { now: 0 };
    const clock = { now: () => time.now, chance: () => 0 };
    const lines = { debug() {}, info() {}, warn: log('warn'), error: log('error') };
    const world = { store, clock, log: lines, tracing: noTracing };
    const report = { external: async () => false } as unknown as RunReporting;
    const taken: string[] = [];
    const events = createGitHubEvents(world as unknown as World, report, {
      accounts,
      takers: [
        {
          webhooks: ['issues'],
          async take({ id }) {
            taken.push(id);
            const handled = await take(id, taken.filter((one) => one === id).length);
            if (handled instanceof Error) throw handled;
            return handled;
          },
        },
      ],
    });
    const deliver = (id: string, name = 'issues', login = 'acme') =>
      events.store({ id, name, payload: { repository: { owner: { login }, name: 'platform' } } });
    /** A pass long after the one before, so that nothing has to wait any more. */
    const pass = (): Promise<void> => {
      time.now += 3_600_000;
      return events.handle();
    };
    return { events, deliver, pass, taken, state: () => store.deliveries.list(100, false) };
  }

  test('retries an internal failure, finally gives up, and handles the other deliveries', async () => {
    const {
      pass: next,
      deliver,
      taken,
      state,
    } = eventsOf((id) => (id === 'bad' ? new Error('a bug') : { type: 'done', problems: [] }));
    await deliver('bad');
    await deliver('good');
    for (let pass = 1; pass <= 12; pass += 1) await next();
    expect(taken.filter((id) => id === 'good')).toHaveLength(1);
    expect(taken.filter((id) => id === 'bad')).toHaveLength(10);
    const [bad] = (await state()).filter(({ id }) => id === 'bad');
    expect(bad).toMatchObject({ problems: ['Given up after repeated internal errors; see the service log'] });
    expect(bad?.handledAt).not.toBeNull();
    expect(logged.filter((line) => line === 'error: handling a webhook failed')).toHaveLength(10);
  });

  test('retries temporary failures without limit', async () => {
    const away = new AppError('unavailable', 'GitHub is away');
    const {
      pass: next,
      deliver,
      taken,
      state,
    } = eventsOf((_, count) => (count <= 20 ? away : { type: 'done', problems: [] }));
    await deliver('late');
    for (let pass = 1; pass <= 25; pass += 1) await next();
    expect(taken).toHaveLength(21);
    expect(await state()).toMatchObject([{ id: 'late', attempts: 0, problems: [] }]);
  });

  test('retries a postponed delivery in the next pass, but not one that waits for a mapping', async () => {
    const { events, deliver, taken, state } = eventsOf((id) =>
      id === 'later' ? { type: 'later' } : { type: 'wait', for: 'mapping:acme', problems: ['broken'] },
    );
    await deliver('later');
    await deliver('waits');
    await events.handle();
    await events.handle();
    expect(taken).toEqual(['later', 'waits', 'later']);
    expect(await state()).toMatchObject([
      { id: 'waits', handledAt: null, waitsFor: 'mapping:acme', problems: ['broken'] },
      { id: 'later', handledAt: null, waitsFor: null },
    ]);
  });

  test('accepts events only from the configured accounts', async () => {
    const { events, deliver, taken, state } = eventsOf(() => ({ type: 'done', problems: [] }), ['acme']);
    await deliver('ours', 'issues', 'Acme');
    await deliver('theirs', 'issues', 'strangers');
    await deliver('unread', 'star', 'strangers');
    await events.handle();
    expect(taken).toEqual(['ours']);
    expect((await state()).map(({ id, problems }) => [id, problems]).sort()).toEqual([
      ['ours', []],
      ['theirs', ['strangers is not one of GITHUB_ACCOUNTS']],
      ['unread', []],
    ]);
  });

  test('handles other accounts while one hangs, and keeps the order of deliveries for one object', async () => {
    let release = (): void => {};
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { events, deliver, taken, state } = eventsOf(async (id) => {
      if (id.startsWith('slow')) await hanging;
      return { type: 'done', problems: [] };
    });
    const things = (id: number) => ({ issue: { id }, repository: { id: 7, owner: { login: 'slow' }, name: 'x' } });
    for (const [index, thing] of [1, 1, 2, 3, 4, 5, 6].entries()) {
      await events.store({ id: `slow-${index}`, name: 'issues', payload: things(thing) });
    }
    const first = events.handle();
    await deliver('fast');
    void events.handle();
    const handled = async () => (await state()).flatMap(({ id, handledAt }) => (handledAt === null ? [] : [id]));
    await expect.poll(handled).toEqual(['fast']);
    // The second one of a thing waits for the first, and one account gets a few places only.
    expect(taken.filter((id) => id.startsWith('slow')).sort()).toEqual(['slow-0', 'slow-2', 'slow-3', 'slow-4']);
    release();
    await first;
    expect(await handled()).toHaveLength(8);
    expect(taken.indexOf('slow-1')).toBeGreaterThan(taken.indexOf('slow-0'));
  });

  test('retries a failing account later, with a single delivery', async () => {
    const away = new AppError('unavailable', 'GitHub is away');
    const state = { away: true };
    const { events, pass, deliver, taken } = eventsOf(() => (state.away ? away : { type: 'done', problems: [] }));
    for (const id of ['one', 'two', 'three']) await deliver(id);
    await events.handle();
    await events.handle();
    expect(taken).toEqual(['one']);
    await pass();
    expect(taken).toEqual(['one', 'one']);
    state.away = false;
    await pass();
    // Stored within one millisecond, two and three may come in the order of their ids.
    expect(taken.slice(2).toSorted()).toEqual(['one', 'three', 'two']);
  });

  test('merges concurrent passes into one, which sees deliveries that arrive in the meantime', async () => {
    const { events, deliver, taken } = eventsOf(() => ({ type: 'done', problems: [] }));
    await deliver('one');
    const passes = [events.handle(), events.handle(), deliver('two').then(() => events.handle()), events.handle()];
    await Promise.all(passes);
    expect(taken).toEqual(['one', 'two']);
  });

  test('keeps the order within an account while a delivery is slow, and handles other accounts', async () => {
    let release = (): void => {};
    const stuck = new Promise<Handled>((resolve) => {
      release = () => resolve({ type: 'done', problems: [] });
    });
    const { events, deliver, taken, state } = eventsOf((id) => (id === 'a1' ? stuck : { type: 'done', problems: [] }));
    await deliver('a1', 'issues', 'acme');
    await deliver('a2', 'issues', 'Acme');
    await deliver('b1', 'issues', 'other');
    const first = events.handle();
    const handled = async () => (await state()).filter(({ handledAt }) => handledAt !== null).map(({ id }) => id);
    await until(handled, (ids) => ids.includes('b1'));
    // What comes while it is stuck does not wait either.
    await deliver('b2', 'issues', 'other');
    const second = events.handle();
    await until(handled, (ids) => ids.includes('b2'));
    expect(taken).not.toContain('a2');
    release();
    await Promise.all([first, second]);
    expect(taken.filter((id) => id.startsWith('a'))).toEqual(['a1', 'a2']);
  });
});
