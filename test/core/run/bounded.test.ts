import { describe, expect, test } from 'vitest';
import { bounded } from '../../../src/core/run/bounded.ts';

describe('core/run/bounded', () => {
  test('keeps small values, and only the beginning and the size of large ones', () => {
    const small = { a: [1, 'x'] };
    expect(bounded(small)).toBe(small);
    const cut = String(bounded({ text: '👍'.repeat(20_000) }));
    expect(cut).toMatch(/^\{"text":"👍+… \(40011 characters\)$/u);
    expect(cut.length).toBeLessThan(16_420);
  });
});
