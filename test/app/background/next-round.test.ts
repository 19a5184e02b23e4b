import { expect, test, vi } from 'vitest';
import { untilNextRound } from '../../../src/app/background/next-round.ts';

test.each([
  ['at the next multiple of the interval', 1_200, 300],
  ['an interval later for work that has just run', 1_500, 500],
  ['not at once after a timer that fired early', 1_499, 501],
  ['at the next multiple but one when that is soon', 1_300, 700],
])('app/background/next-round: a round begins %s', (_, now, rest) => {
  using clock = vi.spyOn(performance, 'now').mockReturnValue(now);
  expect(untilNextRound(500)).toBe(rest);
  expect(clock).toHaveBeenCalled();
});
