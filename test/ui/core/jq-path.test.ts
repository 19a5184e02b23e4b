import { describe, expect, test } from 'vitest';
import { briefOf, jqPathOf, pathsOf } from '../../../src/ui/core/jq-path.ts';
import { rowAfterKey, treeRows } from '../../../src/ui/core/tree-rows.ts';

describe('ui/core/jq-path', () => {
  test.each([
    [[], '.'],
    [['a', 'b_1'], '.a.b_1'],
    [['a b', 0, 'c"d'], '.["a b"][0]["c\\"d"]'],
  ])('writes %j as jq does', (path, text) => {
    expect(jqPathOf(path)).toBe(text);
  });

  test('lists every path once, with the first value', () => {
    expect(pathsOf([{ a: { b: 1 }, c: [1, 2] }, { a: { b: 2, d: null } }])).toEqual([
      { path: '.a', value: '{ … }' },
      { path: '.a.b', value: '1' },
      { path: '.c', value: '[ 2 ]' },
      { path: '.a.d', value: 'null' },
    ]);
  });

  test('cuts long values', () => {
    expect(briefOf('x'.repeat(500))).toHaveLength(80);
  });
});

describe('ui/core/tree-rows', () => {
  const value = { a: { b: { c: 1 } }, list: ['x'], empty: {}, none: null };
  const rowsOf = (...open: string[]) => treeRows(value, new Set(open));

  test('shows the members of open branches only', () => {
    expect(rowsOf('.a', '.list', '.empty').map(({ id, level, isOpen }) => [id, level, isOpen])).toEqual([
      ['.a', 1, true],
      ['.a.b', 2, false],
      ['.list', 1, true],
      ['.list[0]', 2, false],
      ['.empty', 1, false],
      ['.none', 1, false],
    ]);
  });

  test.each([
    [0, 'ArrowRight', 1],
    [1, 'ArrowLeft', 0],
    [1, 'ArrowRight', undefined],
    [0, 'ArrowLeft', undefined],
    [0, 'ArrowUp', 0],
    [3, 'End', 4],
    [2, 'x', undefined],
  ])('goes from row %i on %s to %s', (at, key, next) => {
    expect(rowAfterKey(rowsOf('.a'), at, key)).toBe(next);
  });
});
