import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { changesOf, isSame, withTheirs } from '../../../src/ui/core/three-way.ts';

describe('ui/core/three-way', () => {
  const base = { title: 'A', publish: true, trigger: { event: { type: 'x' }, condition: { expressions: ['.a'] } } };

  test('says who changed a field, and where only one change can stay', () => {
    const mine = { ...base, title: 'Mine', description: 'new' };
    const theirs = { ...base, title: 'Theirs', publish: false };
    expect(changesOf(base, mine, theirs)).toEqual([
      { path: ['title'], base: 'A', mine: 'Mine', theirs: 'Theirs', by: 'both' },
      { path: ['publish'], base: true, mine: true, theirs: false, by: 'them' },
      { path: ['description'], base: undefined, mine: 'new', theirs: undefined, by: 'me' },
    ]);
  });

  test('leaves out what both changed in the same way, and the order of keys', () => {
    const { title, ...rest } = base;
    expect(changesOf(base, { ...rest, title: 'B' }, { title: 'B', ...rest })).toEqual([]);
  });

  test('shows a list as a whole, at its place', () => {
    const theirs = { ...base, trigger: { ...base.trigger, condition: { expressions: ['.a', '.b'] } } };
    expect(changesOf(base, base, theirs)).toMatchObject([
      { path: ['trigger', 'condition', 'expressions'], theirs: ['.a', '.b'], by: 'them' },
    ]);
  });

  test('keeps my changes and takes theirs', () => {
    const mine = { ...base, title: 'Mine' };
    const { title, publish, ...rest } = base;
    const theirs: JsonObject = { title, ...rest, icon: 'Slack' };
    expect(withTheirs(mine, changesOf(base, mine, theirs))).toEqual({ title: 'Mine', ...rest, icon: 'Slack' });
  });

  test('finds nothing to choose where one side changed nothing', () => {
    const objects = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(objects, objects, (started, changed) => {
        const [first, second] = [started as JsonObject, changed as JsonObject];
        const taken = changesOf(first, first, second);
        expect(taken.every(({ by }) => by === 'them')).toBe(true);
        expect(isSame(withTheirs(first, taken), second)).toBe(true);
        expect(changesOf(first, second, first).every(({ by }) => by === 'me')).toBe(true);
      }),
    );
  });
});
