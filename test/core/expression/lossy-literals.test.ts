import { describe, expect, test } from 'vitest';
import { unsafeNumbers } from '../../../src/core/event/unsafe-numbers.ts';
import { lossyLiterals } from '../../../src/core/expression/lossy-literals.ts';

const found = (expression: string) =>
  lossyLiterals([{ kind: 'condition', expression, path: ['a'], part: 'value', start: 3 }]);

describe('core/expression/lossy-literals', () => {
  test('reports an integer that no event can contain, with its place', () => {
    const message = expect.stringContaining('in an event, the number is 1234567890123456800');
    expect(found('.id == 1234567890123456789')).toEqual([
      { code: 'jq/lossy-number', message, path: ['a'], part: 'value', span: { start: 10, end: 29 } },
    ]);
    expect(found('.id | IN(9007199254740993, 9007199254740991)')).toHaveLength(1);
    expect(found('"\\(.id - 9007199254740993)"')).toHaveLength(1);
  });

  test.each([
    '.id == 9007199254740991',
    '.id == "1234567890123456789"',
    '.n1234567890123456789 == 1',
    '.x == 0.12345678901234567',
    '.id # 1234567890123456789',
  ])('accepts %s', (expression) => {
    expect(found(expression)).toEqual([]);
  });

  test('finds unsafe numbers in a value by their paths, up to a limit', () => {
    expect(unsafeNumbers({ a: [1, { b: 2 ** 53 }], c: 1.5, d: -(2 ** 60) })).toEqual([
      { path: ['a', 1, 'b'], value: 2 ** 53 },
      { path: ['d'], value: -(2 ** 60) },
    ]);
    expect(unsafeNumbers(Array<number>(10).fill(1e20))).toHaveLength(5);
  });
});
