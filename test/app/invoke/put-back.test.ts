import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCircuitBreaker } from '../../../src/app/invoke/circuit-breaker.ts';
import { drainSlow, drainTargets } from '../../../src/app/invoke/drain.ts';
import { createPutBack } from '../../../src/app/invoke/put-back.ts';
import type { World } from '../../../src/app/world.ts';
import type { Event } from '../../../src/core/event/event.ts';
import { queuedRun, type Run } from '../../../src/core/run/run.ts';
import { created } from '../../e2e/harness/shapes.ts';
import { openWorld } from '../app-world.ts';

const target = 'https://slow';

describe('app/invoke/put-back', () => {
  let opened: Awaited<ReturnType<typeof openWorld>>;
  let claimed: Run[];
  let transactions = 0;
  let world: World;
  beforeAll(async () => {
    opened = await openWorld();
    const { store } = opened.world;
    world = {
      ...opened.world,
      store: {
        ...store,
        transaction: (work) => {
          transactions += 1;
          return store.transaction(work);
        },
      },
    };
    const trigger = { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' };
    const event = { id: 'one', trigger, ...created('b', 'one') } as unknown as Event;
    await store.events.insert([{ event, source: 'http', depth: 0, chain: [] }]);
    const runs = Array.from({ length: 150 }, (_, index) =>
      queuedRun({ id: `r_${index}`, eventId: 'one', automation: `automation-${index}`, now: opened.world.clock.now() }),
    );
    await store.runs.insert(runs);
    claimed = (
      await store.runs.claim(
        runs.map(({ id }) => ({ runId: id, at: null })),
        'one',
      )
    ).map(({ run }) => run);
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  /** A claimed run of each automation. */
  async function claim(first: string, second: string): Promise<[Run, Run]> {
    const { store } = opened.world;
    const queued = (automation: string) =>
      queuedRun({ id: `r_${automation}`, eventId: 'one', automation, now: opened.world.clock.now() });
    await store.runs.insert([queued(first), queued(second)]);
    const ids = [first, second].map((automation) => ({ runId: `r_${automation}`, at: null }));
    const [one, other] = (await store.runs.claim(ids, 'one')).map(({ run }) => run);
    if (one === undefined || other === undefined) throw new Error('The runs could not be claimed');
    return one.automation === first ? [one, other] : [other, one];
  }

  test('returns runs for a slow target to the queue in one transaction, without counting an attempt', async () => {
    const putBack = createPutBack(world);
    const wait = { at: opened.world.clock.now() + 3_000, parked: null };
    await Promise.all(claimed.map((run) => putBack({ run, job: null, payload: {}, target, wait })));
    expect(transactions).toBe(1);
    const { store } = opened.world;
    const runs = await store.runs.parkedOn(target, 1_000);
    expect(runs).toHaveLength(150);
    expect(runs.every(({ attempt, claimedBy }) => attempt === 0 && claimedBy === null)).toBe(true);
    expect(await store.history.attempts('r_7')).toEqual([]);
  });

  test('limits how many runs for a slow target return per second', async () => {
    const calls: (() => void)[] = [];
    const breaker = createCircuitBreaker(world);
    const slow = Array.from({ length: 50 }, () =>
      breaker.watch(
        target,
        () => new Promise<void>((resolve) => calls.push(resolve)),
        () => {},
      ),
    );
    let resolve = () => {};
    const promise = new Promise<void>((fulfil) => {
      resolve = fulfil;
    });
    void breaker.watch(
      'https://last',
      () => promise,
      () => resolve(),
    );
    await promise;
    expect(breaker.isFull(target)).toBe(true);
    const waits = await Promise.all(Array.from({ length: 3_000 }, () => breaker.waitFor(target)));
    const times = waits.map((wait) => wait?.at ?? 0);
    for (const [index, at] of times.entries()) {
      if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(20);
    }
    for (const answer of calls) answer();
    await Promise.all(slow);
  });

  test('processes each run once per drain, even if runs return in the meantime', async () => {
    const { store } = opened.world;
    let rounds = 0;
    const stubborn: World = {
      ...opened.world,
      store: {
        ...store,
        // Whatever it sends on waits again before it looks for more.
        async transaction(work) {
          rounds += 1;
          const runs = await store.runs.parkedOn(target, 1_000);
          const result = await store.transaction(work);
          await store.runs.save(runs);
          return result;
        },
      },
    };
    await drainTargets(stubborn, [target], () => {});
    expect(rounds).toBe(2);
  });

  test('a drain of a slow target stops as soon as the target is slow again', async () => {
    const { store } = opened.world;
    let full = false;
    const rest = async () => {
      full = true;
    };
    const breaker = { isFull: () => full };
    await drainSlow(opened.world, target, () => {}, breaker, new AbortController().signal, rest);
    expect(await store.runs.parkedOn(target, 1_000)).toHaveLength(100);
  });

  test('a run whose pause ended while it was being put back is called at once, and a run that is still paused is held', async () => {
    const { store } = opened.world;
    const [resumed, paused] = await claim('resumed', 'paused');
    await store.pauses.put({ kind: 'automation', name: 'paused', reason: 'Wait', by: null, until: null });
    const putBack = createPutBack(opened.world);
    const wait = { held: 'Held: it was paused a moment ago' };
    await Promise.all([resumed, paused].map((run) => putBack({ run, job: null, wait })));
    const phase = async ({ id }: Run) => (await store.runs.get(id))?.phase;
    expect(await phase(resumed)).toBe('queued');
    expect(await phase(paused)).toBe('held');
    const jobs = await store.transaction((tx) => tx.jobs.take('invoke', 1_000));
    expect(jobs.filter(({ runId }) => runId === resumed.id || runId === paused.id)).toMatchObject([
      { runId: resumed.id },
    ]);
  });
});
