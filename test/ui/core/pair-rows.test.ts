import { describe, expect, test } from 'vitest';
import { pairsMeaning, rowsOf } from '../../../src/ui/core/pair-rows.ts';

describe('ui/core/pair-rows', () => {
  test.each([
    [[], undefined],
    [[['', '']], {}],
    [
      [
        ['a', '1'],
        ['', ''],
        ['b', ''],
      ],
      { a: '1', b: '' },
    ],
  ] as const)('the rows %j mean %j', (rows, value) => {
    expect(pairsMeaning('Headers', rows)).toEqual([value]);
  });

  test.each([
    [[['', 'x']], 'A value has no name'],
    [
      [
        ['a', '1'],
        ['a', '2'],
      ],
      'Duplicate name: a',
    ],
  ] as const)('the rows %j are kept, and no object yet: %s', (rows, problem) => {
    const [value, unfinished] = pairsMeaning('Headers', rows);
    expect(unfinished).toEqual({ title: 'Headers', text: value, problem });
    expect(rowsOf(value)).toEqual(rows);
  });

  test('rows come from an object; other values have none', () => {
    expect(rowsOf({ a: '1', b: 2 })).toEqual([
      ['a', '1'],
      ['b', 2],
    ]);
    for (const value of [undefined, null, 'text', '{"a": 1}', [1]]) expect(rowsOf(value)).toEqual([]);
  });
});
