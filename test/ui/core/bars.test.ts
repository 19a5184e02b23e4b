import { describe, expect, test } from 'vitest';
import { barsOf, weekWords } from '../../../src/ui/core/bars.ts';

const day = (runs: number, failures = 0) => ({ day: '2026-11-29', runs, failures });

describe('ui/core/bars', () => {
  test('scales bars to the busiest day, and keeps a day with one run visible', () => {
    const bars = barsOf([day(0), day(1), day(1_000, 500)]);
    expect(bars.map(({ height }) => height)).toEqual([0, 12, 100]);
    expect(bars.map(({ failed }) => failed)).toEqual([0, 0, 50]);
  });

  test('describes the bars in a sentence', () => {
    expect(weekWords([day(0), day(0)])).toBe('No runs in 7 days');
    expect(weekWords([day(1)])).toBe('1 run in 7 days, 0 failed');
    expect(weekWords([day(2, 1), day(3, 1)])).toBe('5 runs in 7 days, 2 failed');
  });
});
