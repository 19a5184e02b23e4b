import { describe, expect, test } from 'vitest';
import { cancelled, repetitionOf, retryStep, unreported } from '../../../src/core/run/intervene.ts';
import { queuedRun, type Run } from '../../../src/core/run/run.ts';

const run = (more: Partial<Run>): Run => ({
  ...queuedRun({ id: 'r_1', eventId: 'event_1', automation: 'a', now: 1 }),
  ...more,
});
const failed = run({ status: 'FAILURE', phase: 'ended', endedAt: 5, depth: 2, chain: ['r_0'], definitionHash: 'old' });

describe('core/run/intervene', () => {
  test.each(['queued', 'retrying', 'parked'] as const)(
    'attempts a %s run now, but makes no second one of it',
    (phase) => {
      expect(retryStep(run({ phase }), 'same')).toEqual({ type: 'now' });
      expect(retryStep(run({ phase }), 'new')).toMatchObject({
        type: 'refused',
        why: expect.stringContaining('cancel it first'),
      });
    },
  );

  test.each([
    ['invoking', 'is being attempted right now'],
    ['waiting', 'waits for an agent'],
    ['accepted', 'is still in progress'],
  ] as const)('refuses to retry a run that is %s', (phase, why) => {
    expect(retryStep(run({ phase }), 'same')).toMatchObject({ type: 'refused', why: expect.stringContaining(why) });
  });

  test('refuses to retry a blocked run, because the retry would be just as deep', () => {
    const blocked = run({ phase: 'blocked', status: 'FAILURE', endedAt: 1 });
    expect(retryStep(blocked, 'new')).toMatchObject({ type: 'refused', why: expect.stringContaining('too long') });
  });

  test('repeats an ended run by a new one, with the first key or its own, and keeps its place in the chain', () => {
    expect(retryStep(failed, 'same')).toEqual({ type: 'repeat' });
    const facts = { id: 'r_2', definitionHash: 'new', now: 9 };
    const same = repetitionOf(failed, 'same', facts);
    expect(same).toMatchObject({
      id: 'r_2',
      status: 'IN_PROGRESS',
      phase: 'queued',
      repeats: 'r_1',
      idempotencyKey: 'r_1',
      depth: 2,
      chain: ['r_0'],
      definitionHash: 'new',
      createdAt: 9,
    });
    // The key stays the first one, however often it is retried.
    expect(repetitionOf({ ...failed, ...same, id: 'r_2' }, 'same', { ...facts, id: 'r_3' }).idempotencyKey).toBe('r_1');
    expect(repetitionOf(failed, 'new', facts).idempotencyKey).toBeNull();
  });

  test('a cancelled run says who cancelled it, and what continues anyway', () => {
    expect(cancelled(run({ phase: 'parked', nextAt: 8 }), 'by ada', 'ada', 7)).toMatchObject({
      status: 'FAILURE',
      phase: 'ended',
      statusLabel: 'CANCELLED',
      summary: 'Cancelled by ada',
      nextAt: null,
      endedAt: 7,
      updatedBy: 'ada',
    });
    expect(cancelled(run({ phase: 'invoking' }), 'by ada', 'ada', 7).summary).toContain('A call was in progress');
    expect(cancelled(run({ phase: 'accepted' }), 'by ada', 'ada', 7).summary).toContain('continues');
  });

  test('a run without a report fails, and names the variable', () => {
    expect(unreported(run({ phase: 'accepted' }), '24h', 'INVOCATION_TIMEOUT', 7)).toMatchObject({
      status: 'FAILURE',
      statusLabel: 'TIMED_OUT',
      summary: 'No report arrived within 24h (INVOCATION_TIMEOUT)',
      endedAt: 7,
    });
  });
});
