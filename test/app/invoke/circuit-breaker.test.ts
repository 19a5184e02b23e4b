import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCircuitBreaker, openAfter, probeIntervalMs, settleMs } from '../../../src/app/invoke/circuit-breaker.ts';
import { createRecordOutcome } from '../../../src/app/invoke/record-outcome.ts';
import { createLiveAutomations } from '../../../src/app/match/live-automations.ts';
import type { Outcome } from '../../../src/core/run/run.ts';
import { emptyDatabase } from '../../store/databases.ts';
import { openWorld } from '../app-world.ts';

describe('app/invoke/circuit-breaker', () => {
  let opened: Awaited<ReturnType<typeof openWorld>>;
  beforeAll(async () => {
    opened = await openWorld();
  });
  afterAll(() => opened[Symbol.asyncDispose]());
  beforeEach(() => emptyDatabase(opened.db, 'pgboss'));

  /** Lets calls of a target end so, one after the other. */
  async function fail(...outcomes: Outcome[]): Promise<void> {
    const { world } = opened;
    const tasks = { stopping: new AbortController().signal };
    const on = { match() {}, recovered() {}, accepted() {}, freed() {} };
    const recordOutcome = createRecordOutcome(tasks, world, createLiveAutomations(world), on);
    const common = { kind: 'attempt' as const, job: null, automation: null, event: null, logs: [], attempt: 1 };
    for (const outcome of outcomes) await recordOutcome({ ...common, runId: 'r', target: 'https://t', outcome });
  }
  const busy: Outcome = { type: 'retry', message: 'HTTP 503' };

  test('does not probe a parked target before the time it asked for', async () => {
    const now = opened.world.clock.now();
    await fail(...Array<Outcome>(openAfter - 1).fill(busy), { ...busy, after: 3600 });
    const wait = async () => ((await createCircuitBreaker(opened.world).waitFor('https://t'))?.at ?? 0) - now;
    expect(await wait()).toBeGreaterThanOrEqual(3_600_000);
    // What was under way already and asks for nothing does not shorten it.
    await fail(busy);
    expect(await wait()).toBeGreaterThanOrEqual(3_600_000);
  });

  test('probes a target after the default interval if it asked for no time', async () => {
    const now = opened.world.clock.now();
    await fail(...Array<Outcome>(openAfter).fill(busy));
    const wait = ((await createCircuitBreaker(opened.world).waitFor('https://t'))?.at ?? 0) - now;
    expect(wait).toBeGreaterThanOrEqual(probeIntervalMs);
    expect(wait).toBeLessThan(2 * probeIntervalMs);
  });

  test('queues all runs of a recovered target', async () => {
    await fail(...Array<Outcome>(openAfter).fill(busy));
    const replica = createCircuitBreaker(opened.world);
    expect(await replica.waitFor('https://t')).not.toBeNull();
    await fail({ type: 'succeeded' });
    // Until then it may not have heard, and park runs again.
    opened.time.lag -= settleMs;
    expect(await replica.waitFor('https://t')).toBeNull();
  });
});
