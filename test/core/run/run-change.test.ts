import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/core/error.ts';
import { retryDelay, retrySchedule } from '../../../src/core/run/retry.ts';
import { type Outcome, queuedRun, type Run } from '../../../src/core/run/run.ts';
import {
  applyFollowUp,
  applyOutcome,
  applyReport,
  blocked,
  isVisibleChange,
} from '../../../src/core/run/run-change.ts';

const moment = { now: 10_000, chance: 0 };

function invoking(change: Partial<Run> = {}): Run {
  const run = queuedRun({ id: 'r_1', eventId: 'e', automation: 'a', now: 1_000 });
  return { ...run, phase: 'invoking', attempt: 1, claimedBy: 'me', ...change };
}

const anyOutcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ type: fc.constant('succeeded' as const), response: fc.constantFrom(null, 1, { a: 1 }) }),
  fc.record({ type: fc.constant('rejected' as const), message: fc.string(), statusCode: fc.constant(404) }),
  fc.record({ type: fc.constant('retry' as const), message: fc.string(), after: fc.nat(1000) }),
  fc.record({ type: fc.constant('unknown' as const), message: fc.string() }),
  fc.record({ type: fc.constant('offered' as const), to: fc.string(), message: fc.string() }),
  fc.record({ type: fc.constant('accepted' as const), externalId: fc.string(), followAfter: fc.nat(100) }),
);

describe('core/run/run-change', () => {
  test('sets the response before the status, in two steps', () => {
    const { steps, next } = applyOutcome(invoking(), { type: 'succeeded', response: { ok: true } }, moment);
    expect(steps.map(({ status, response }) => [status, response])).toEqual([
      ['IN_PROGRESS', { ok: true }],
      ['SUCCESS', { ok: true }],
    ]);
    expect(next).toBeNull();
  });

  test('makes the run wait after an offer, without a job', () => {
    const { steps, logs, next } = applyOutcome(
      invoking(),
      { type: 'offered', to: 'agent:x', message: 'Waiting for you' },
      moment,
    );
    expect(steps).toMatchObject([
      { phase: 'waiting', target: 'agent:x', status: 'IN_PROGRESS', claimedBy: null, nextAt: null },
    ]);
    expect(logs).toEqual([{ level: 'info', message: 'Waiting for you' }]);
    expect(next).toBeNull();
  });

  test('ends the run with the reason after a rejection', () => {
    const { steps } = applyOutcome(invoking(), { type: 'rejected', message: 'HTTP 404' }, moment);
    expect(steps.at(-1)).toMatchObject({ status: 'FAILURE', phase: 'ended', summary: 'HTTP 404', endedAt: 10_000 });
  });

  test('retries a temporary failure, no sooner than the other side asks', () => {
    const { steps, next } = applyOutcome(invoking(), { type: 'retry', message: 'busy', after: 60 }, moment);
    expect(steps).toMatchObject([{ phase: 'retrying', status: 'IN_PROGRESS', nextAt: 70_000, claimedBy: null }]);
    expect(next).toEqual({ kind: 'invoke', at: 70_000 });
  });

  test('never waits longer than a day', () => {
    const far = { type: 'retry', message: 'busy', after: 6e12 } as const;
    expect(applyOutcome(invoking(), far, moment).next).toEqual({ kind: 'invoke', at: 10_000 + 86_400_000 });
    const accepted = invoking({ phase: 'accepted', nextAt: 10_000 });
    expect(applyFollowUp(accepted, far, moment).next).toEqual({ kind: 'follow', at: 10_000 + 86_400_000 });
    const late = { type: 'accepted', followAfter: 6e12 } as const;
    expect(applyOutcome(invoking(), late, moment).next).toEqual({ kind: 'follow', at: 10_000 + 86_400_000 });
  });

  test('ends the run after the last attempt of the schedule', () => {
    const last = invoking({ attempt: retrySchedule.length + 1 });
    const { steps, next } = applyOutcome(last, { type: 'unknown', message: 'no answer' }, moment);
    expect(steps.at(-1)).toMatchObject({ status: 'FAILURE', summary: 'Gave up after 10 attempts: no answer' });
    expect(next).toBeNull();
  });

  test('does not count waiting for another attempt as a visible change', () => {
    const before = invoking();
    const { steps } = applyOutcome(before, { type: 'retry', message: 'busy', response: 'busy' }, moment);
    expect(steps.some((after) => isVisibleChange(before, after))).toBe(false);
  });

  test('keeps the status and response of an ended run, whatever happens', () => {
    fc.assert(
      fc.property(anyOutcome, (outcome) => {
        const ended = invoking({ status: 'SUCCESS', phase: 'ended', endedAt: 5_000, response: 'first' });
        for (const { steps, next } of [applyOutcome(ended, outcome, moment), applyFollowUp(ended, outcome, moment)]) {
          expect(steps.at(-1)).toMatchObject({ status: 'SUCCESS', response: 'first', endedAt: 5_000 });
          expect(next).toBeNull();
        }
        expect(() => applyReport(ended, { status: 'FAILURE' }, null, 1)).toThrow(AppError);
      }),
    );
  });

  test('gives an active run a next job or a pending report', () => {
    fc.assert(
      fc.property(anyOutcome, fc.integer({ min: 1, max: 12 }), (outcome, attempt) => {
        const { steps, next } = applyOutcome(invoking({ attempt }), outcome, moment);
        const after = steps.at(-1);
        const reported = after?.phase === 'accepted' || after?.phase === 'waiting';
        expect(after?.endedAt !== null || next !== null || reported).toBe(true);
        expect(after?.claimedBy).toBeNull();
      }),
    );
  });

  test('keeps the id by which a run is followed, whatever id its work reports', () => {
    const outcome = { type: 'accepted', externalId: 'acme/catalog/7', followAfter: 30 } as const;
    const named = applyReport(invoking(), { externalRunId: '17' }, null, 1);
    expect(named.externalId).toBe('17');
    const followed = applyOutcome(named, outcome, moment).steps.at(-1) ?? named;
    expect(followed.externalId).toBe('acme/catalog/7');
    expect(applyReport(followed, { externalRunId: '17', link: 'https://x' }, null, 1)).toMatchObject({
      externalId: 'acme/catalog/7',
      link: ['https://x'],
    });
    const unnamed = applyOutcome(named, { type: 'accepted', followAfter: 30 }, moment).steps.at(-1);
    expect(unnamed?.externalId).toBeNull();
    const reported = applyOutcome(named, { type: 'accepted' }, moment).steps.at(-1) ?? named;
    expect(applyReport(reported, { externalRunId: '18' }, null, 1).externalId).toBe('18');
  });

  test('polls again after an inconclusive poll', () => {
    const accepted = invoking({ phase: 'accepted', externalId: 'x' });
    const { steps, next } = applyFollowUp(accepted, { type: 'unknown', message: 'no answer' }, moment);
    expect(steps).toMatchObject([{ phase: 'accepted', nextAt: 70_000 }]);
    expect(next).toEqual({ kind: 'follow', at: 70_000 });
  });

  test('shows the chain that led to a blocked run', () => {
    const run = blocked(invoking({ phase: 'queued', depth: 3, chain: ['r_a', 'r_b'] }), 2);
    expect(run).toMatchObject({ status: 'FAILURE', phase: 'blocked', statusLabel: 'BLOCKED' });
    expect(run.summary).toContain('r_a → r_b → r_1');
  });

  test('follows the schedule with at most a tenth of jitter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, chance) => {
        const planned = (retrySchedule[attempt - 1] ?? 0) * 1000;
        const delay = retryDelay(attempt, undefined, chance) ?? -1;
        expect(delay).toBeGreaterThanOrEqual(planned);
        expect(delay).toBeLessThanOrEqual(planned * 1.1 + 1);
      }),
    );
    expect(retryDelay(10, undefined, 0)).toBeNull();
  });
});
