import { describe, expect, test } from 'vitest';
import { createBatcher } from '../../../src/app/background/batch.ts';

describe('app/background/batch', () => {
  test('retries items one by one, so one that fails does not fail the others', async () => {
    const rounds: number[][] = [];
    const batch = createBatcher(async (items: number[]) => {
      rounds.push(items);
      if (items.includes(3)) throw new Error('three');
      return items.map((item) => item * 10);
    }, 10);
    const results = await Promise.allSettled([1, 2, 3, 4].map(batch));
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)))).toEqual([
      10,
      20,
      'Error: three',
      40,
    ]);
    expect(rounds).toEqual([[1, 2, 3, 4], [1], [2], [3], [4]]);
    expect(await batch(5)).toBe(50);
  });

  test('begins a gathering round as soon as it is full', async () => {
    const rounds: number[][] = [];
    const batch = createBatcher(
      async (items: number[]) => {
        rounds.push(items);
        return items;
      },
      3,
      { first: 3_600_000, next: 3_600_000 },
    );
    await Promise.all([1, 2, 3].map(batch));
    expect(rounds).toEqual([[1, 2, 3]]);
  });

  test('a gathering round takes what arrives while it waits', async () => {
    const rounds: number[][] = [];
    const batch = createBatcher(
      async (items: number[]) => {
        rounds.push(items);
        return items;
      },
      10,
      { first: 50, next: 50 },
    );
    const first = batch(1);
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, batch(2)]);
    expect(rounds).toEqual([[1, 2]]);
  });
});
