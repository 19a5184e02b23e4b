import { expect, test } from 'vitest';
import { readDuration } from '../../../src/core/event/duration.ts';

test.each([
  ['10s', 10_000],
  ['30m', 1_800_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
  ['0m', null],
  ['90', null],
  ['1.5h', null],
  ['1h30m', null],
])('core/event/duration reads %s as %s', (text, ms) => {
  expect(readDuration(text)).toBe(ms);
});
