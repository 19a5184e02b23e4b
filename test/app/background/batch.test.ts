import { describe, expect, test } from 'vitest';
import { createBatcher } from '../../../src/app/background/batch.ts';

describe('app/background/batch', () => {
  test('an item that cannot succeed does not fail those that share its round', async () => {
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

  test('an answer that takes longer keeps only its own caller waiting', async () => {
    let release = (_: string): void => {};
    const slow = new Promise<string>((resolve) => {
      release = resolve;
    });
    const batch = createBatcher<string, string>(
      async (items) => items.map((item) => (item === 'slow' ? slow : item)),
      2,
    );
    const answers: string[] = [];
    const waiting = batch('slow').then((answer) => answers.push(answer));
    expect(await batch('quick')).toBe('quick');
    expect(await batch('later')).toBe('later');
    expect(answers).toEqual([]);
    release('at last');
    await waiting;
    expect(answers).toEqual(['at last']);
  });
});
