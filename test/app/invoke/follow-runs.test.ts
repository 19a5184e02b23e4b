import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFollow } from '../../../src/app/invoke/follow-runs.ts';
import type { AttemptResult } from '../../../src/app/invoke/record-outcome.ts';
import { createLiveAutomations } from '../../../src/app/match/live-automations.ts';
import type { Backend, Services } from '../../../src/backends/backend.ts';
import { webhook } from '../../../src/backends/webhook/webhook.ts';
import type { Automation } from '../../../src/core/automation.ts';
import { type Outcome, queuedRun } from '../../../src/core/run/run.ts';
import { applyFollowUp } from '../../../src/core/run/run-change.ts';
import { emptyDatabase } from '../../store/databases.ts';
import { openWorld } from '../app-world.ts';

const hour = 3_600_000;

const definition = {
  identifier: 'a',
  trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' } },
  invocationMethod: { type: 'FOLLOWED' },
} satisfies Automation;

describe('app/invoke/follow-runs', () => {
  let answer: Outcome | null = null;
  const followed: Backend = {
    ...webhook,
    type: 'FOLLOWED',
    aliases: [],
    search: async () => answer,
    follow: async () => answer ?? Promise.reject(new Error('broken')),
  };
  let opened: Awaited<ReturnType<typeof openWorld>>;
  beforeAll(async () => {
    opened = await openWorld({ others: [followed] });
  });
  beforeEach(async () => {
    await emptyDatabase(opened.db, 'pgboss');
    opened.time.lag = 0;
    answer = null;
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  /** Looks at a run that was accepted so long ago; what the look led to, null for nothing. */
  async function look(age: number, externalId: string | null, late = 0): Promise<Outcome | null> {
    const { store, queue, clock } = opened.world;
    opened.time.lag = age;
    const at = clock.now();
    const run = queuedRun({ id: 'r1', eventId: 'e', automation: 'a', now: at });
    await store.automations.put({ automation: definition, hash: 'h', source: null, file: null, by: null });
    await store.runs.insert([{ ...run, definitionHash: 'h', phase: 'accepted', attempt: 1, externalId, nextAt: at }]);
    await queue.put([{ kind: 'follow', runId: 'r1', at: at - late }]);
    opened.time.lag = 0;
    const recorded: AttemptResult[] = [];
    const recordOutcome = async (result: AttemptResult): Promise<void> => void recorded.push(result);
    const follow = createFollow(opened.world, createLiveAutomations(opened.world), {} as Services, recordOutcome);
    const jobs = await follow.take(10);
    expect(jobs).toHaveLength(1);
    await follow.work(jobs, () => {});
    return recorded[0]?.outcome ?? null;
  }

  test('gives up after a day on a call that was accepted but never found', async () => {
    expect(await look(23 * hour, null)).toMatchObject({ type: 'unknown' });
    await emptyDatabase(opened.db, 'pgboss');
    const outcome = await look(25 * hour, null);
    expect(outcome).toMatchObject({
      type: 'rejected',
      message: expect.stringContaining('was not found for a day'),
    });
    const run = { ...queuedRun({ id: 'r1', eventId: 'e', automation: 'a', now: 1 }), phase: 'accepted' } as const;
    const { steps, next } = applyFollowUp(run, outcome ?? { type: 'succeeded' }, { now: 2, chance: 0 });
    expect([steps.at(-1)?.status, next]).toEqual(['FAILURE', null]);
  });

  test('follows a call for 35 days, even if every poll fails', async () => {
    expect(await look(34 * 24 * hour, 'x')).toEqual({ type: 'unknown', message: 'broken' });
    await emptyDatabase(opened.db, 'pgboss');
    expect(await look(36 * 24 * hour, 'x')).toMatchObject({
      type: 'rejected',
      message: expect.stringContaining('broken'),
    });
    await emptyDatabase(opened.db, 'pgboss');
    answer = { type: 'accepted', followAfter: 60 };
    expect(await look(36 * 24 * hour, 'x')).toBe(answer);
  });

  test('ignores a job for another time than the run waits for', async () => {
    expect(await look(hour, 'x', 1_000)).toBeNull();
    expect(await opened.world.queue.take('follow', 10)).toEqual([]);
  });
});
