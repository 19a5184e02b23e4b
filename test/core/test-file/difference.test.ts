import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEqual } from '../../../src/core/catalog/entity.ts';
import type { Json } from '../../../src/core/json.ts';
import { differenceLines, firstDifference } from '../../../src/core/test-file/difference.ts';

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** The value at a path, as far as the path exists. */
function at(value: Json, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((below, step) => (below as Record<string | number, unknown> | null)?.[step], value);
}

describe('core/test-file/difference', () => {
  test('finds no difference between equal values, nor in additional members of an object', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(firstDifference(value, value)).toBeNull();
        expect(differenceLines(value, value).every((line) => line.startsWith(' '))).toBe(true);
      }),
    );
    expect(firstDifference({ a: 1 }, { a: 1, b: 2 })).toBeNull();
    expect(firstDifference([{ a: 1 }], [{ a: 1, b: 2 }])).toBeNull();
  });

  test('finds a difference exactly when lines are marked, with a path to two unequal values', () => {
    fc.assert(
      fc.property(json, json, (expected, actual) => {
        const path = firstDifference(expected, actual);
        expect(differenceLines(expected, actual).some((line) => /^[+-]/.test(line))).toBe(path !== null);
        if (path) expect(isEqual(at(expected, path) as Json, at(actual, path) as Json)).toBe(false);
      }),
    );
  });

  test('treats lists of different lengths as different', () => {
    expect(firstDifference({ a: [1] }, { a: [1, 2] })).toEqual(['a']);
    expect(differenceLines([1, 2], [1])).toEqual(['  [', '    1', '-   2', '+   nothing', '  ]']);
  });

  test('omits lines far from a change and cuts long lines', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, index]));
    const lines = differenceLines({ ...many, last: 'x'.repeat(500) }, { ...many, last: 1 });
    expect(lines[0]).toBe('  …');
    expect(lines).toHaveLength(7);
    expect(lines.every((line) => line.length <= 161)).toBe(true);
  });
});
