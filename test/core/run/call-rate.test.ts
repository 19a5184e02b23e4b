import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AdmittedCalls, rateState, withAdmitted } from '../../../src/core/run/call-rate.ts';

const rate = { count: 3, period: 60_000 };

describe('core/run/call-rate', () => {
  test('admits as many calls as the rate allows, and more when the oldest are past', () => {
    const start = rateState(rate, [], 0);
    expect(start.free).toBe(3);
    const two = withAdmitted(rate, start, 2);
    const later = rateState(rate, two, 30_000);
    expect(later.free).toBe(1);
    const three = withAdmitted(rate, later, 1);
    expect(rateState(rate, three, 59_000).free).toBe(0);
    expect(rateState(rate, three, 61_000)).toMatchObject({ free: 2, calls: [[30_000, 1]] });
  });

  test("does not trust a clock that is behind another replica's", () => {
    const ahead = withAdmitted(rate, rateState(rate, [], 90_000), 3);
    expect(rateState(rate, ahead, 10_000)).toMatchObject({ free: 0, now: 90_000 });
  });

  test('never admits more than the rate in any period', () => {
    const steps = fc.array(fc.record({ wait: fc.nat(40_000), asked: fc.nat(4) }), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (all) => {
        let calls: AdmittedCalls = [];
        let now = 0;
        const admitted: number[] = [];
        for (const { wait, asked } of all) {
          now += wait;
          const state = rateState(rate, calls, now);
          const count = Math.min(asked, state.free);
          calls = withAdmitted(rate, state, count);
          admitted.push(...Array(count).fill(now));
        }
        for (const begin of admitted) {
          const within = admitted.filter((at) => at >= begin && at < begin + rate.period);
          expect(within.length).toBeLessThanOrEqual(rate.count);
        }
      }),
    );
  });
});
