import { describe, expect, test } from 'vitest';
import { createCache } from '../../src/backends/cache.ts';

describe('backends/cache', () => {
  test('a value is used until it expires, and listed until it is replaced', () => {
    let now = 0;
    const cache = createCache<number>({ max: 10, ttlMs: 100, now: () => now });
    cache.set('a', 1);
    now = 99;
    expect(cache.get('a')).toBe(1);
    now = 100;
    expect(cache.get('a')).toBeUndefined();
    expect(cache.entries()).toEqual([{ key: 'a', value: 1, expired: true }]);
  });

  test('the oldest value is dropped, and setting a value again makes it the newest', () => {
    const cache = createCache<number>({ max: 2 });
    for (const [key, value] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
    ] as const)
      cache.set(key, value);
    expect(['a', 'b', 'c'].map(cache.get)).toEqual([3, undefined, 4]);
  });

  test('the values of all keys with a prefix are deleted together', () => {
    const cache = createCache<number>({ max: 10 });
    for (const key of ['acme/a', 'acme/b', 'other/a']) cache.set(key, 1);
    cache.deletePrefix('acme/');
    expect(cache.entries().map(({ key }) => key)).toEqual(['other/a']);
  });
});
