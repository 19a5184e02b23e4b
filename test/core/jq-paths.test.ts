import { describe, expect, test } from 'vitest';
import { rootPaths } from '../../src/core/jq-paths.ts';

const paths = (expression: string) => rootPaths(expression).map(({ steps }) => steps.join('/'));

describe('core/jq-paths', () => {
  test.each([
    ['.diff.after.properties.status == "a.b"', ['diff/after/properties/status']],
    ['.diff.after | .title', ['diff/after']],
    ['(.a | .b) and .c', ['a', 'c']],
    ['.a as $x | .b == $x.c', ['a', 'b']],
    ['if .a | .b then .c | .d else .e end | .f', ['a', 'c', 'e']],
    ['map(.a)', []],
    ['.list | map(.a) | index("x")', ['list']],
    ['select(.a == 1) | .b', ['a']],
    ['.a["b c"]."d".e?[0].f[].g', ['a/b c/d/e/0/f/[]/g']],
    ['.["x"].y', ['x/y']],
    ['[.a, .b] | any', ['a', 'b']],
    ['{a: .b, c: (.d | .e)}', ['b', 'd']],
    ['"x \\(.a.b | .c) \\(.d)"', ['a/b', 'd']],
    ['$x.a + .b', ['b']],
    ['.a.b != null and (.c // .d) > 1.5', ['a/b', 'c', 'd']],
    ['.. | .a', []],
    ['.', []],
    ['reduce .a[] as $x (.b; . + .c)', ['a/[]']],
    ['def f: .a; f', []],
    ['.a[.b]', ['a', 'b']],
    ['.a # .b', ['a']],
    ['IN(.a; "x")', ['a']],
  ])('%s', (expression, expected) => {
    expect(paths(expression)).toEqual(expected);
  });

  test('says where they stand', () => {
    expect(rootPaths('1 == .a["b"]')).toEqual([{ steps: ['a', 'b'], start: 5, end: 12 }]);
  });
});
