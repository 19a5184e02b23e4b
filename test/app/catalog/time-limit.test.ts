import { expect, test } from 'vitest';
import { createTimeLimit } from '../../../src/app/catalog/time-limit.ts';

/** Takes longer than the universe has existed. */
const endless = () => /^(\w+\s?)*$/.test('this is an ordinary long pull request title!');

test('work that never ends is stopped, refused for a while, and then tried again', () => {
  let now = 0;
  const limited = createTimeLimit(() => now);
  let begun = 0;
  const work = () => {
    begun += 1;
    return endless();
  };
  for (let times = 0; times < 5; times++) expect(limited('a', work)).toBeNull();
  expect(begun).toBe(2);
  expect(limited('b', () => 'other work')).toBe('other work');
  now += 60_000;
  expect(limited('a', () => true)).toBe(true);
  expect(limited('a', () => false)).toBe(false);
});

test('errors of the work are thrown', () => {
  const limited = createTimeLimit(() => 0);
  expect(() =>
    limited('a', () => {
      throw new Error('broken');
    }),
  ).toThrow('broken');
});
