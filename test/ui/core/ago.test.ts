import { expect, test } from 'vitest';
import { agoOf, aheadOf } from '../../../src/ui/core/ago.ts';

const [minute, day] = [60_000, 86_400_000];

test('ui/core/ago: formats times in the unit that a person would use', () => {
  expect([0, minute, 90 * minute, day, 400 * day, 800 * day].map((passed) => agoOf(-passed, 0))).toEqual([
    'just now',
    '1 minute ago',
    '1 hour ago',
    'yesterday',
    '400 days ago',
    '2 years ago',
  ]);
  expect([0, 2 * minute, day, 26_330 * day].map((left) => aheadOf(left, 0))).toEqual([
    'in less than a minute',
    'in 2 minutes',
    'tomorrow',
    'in 72 years',
  ]);
});
