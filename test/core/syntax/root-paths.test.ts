import { describe, expect, test } from 'vitest';
import { rootPaths } from '../../../src/core/syntax/root-paths.ts';

const paths = (expression: string) => rootPaths(expression).map(({ steps }) => steps.join('/'));

describe('core/syntax/root-paths', () => {
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
    ['reduce .a[] as $x (.b; . + .c)', ['a/[]', 'b']],
    ['reduce .l[] as [$a,$b] (0; . + .n) | .m', ['l/[]']],
    ['foreach .l[] as {a: $x, $y} (.b; .c; [.d, $x])', ['l/[]', 'b']],
    ['(reduce range(0; .n) as $i (0; . + $i)) == .a', ['n', 'a']],
    ['try error("x") catch .message', []],
    ['(try .a catch "no: \\(.message)") == .b', ['a', 'b']],
    ['try .a catch error(.b)', ['a']],
    ['INDEX(.l[]; .name) | keys', []],
    ['.l | INDEX(.name)', ['l']],
    ['.t | sub("(?<x>a)"; .x)', ['t']],
    ['sub(.a; .x; .y)', ['a']],
    ['IN(.a | .b; .c)', ['a', 'c']],
    ['[paths(.a)] | while(.b; .c)', []],
    ['map (.a)', []],
    ['{if: .a, as: .b, catch: .c, d: .e} | .f', ['a', 'b', 'c', 'e']],
    ['def f: .a; f', []],
    ['.a[.b]', ['a', 'b']],
    ['.a # .b', ['a']],
    ['IN(.a; "x")', ['a']],
  ])('%s', (expression, expected) => {
    expect(paths(expression)).toEqual(expected);
  });

  test('returns the ranges of paths', () => {
    expect(rootPaths('1 == .a["b"]')).toEqual([{ steps: ['a', 'b'], ends: [7, 12], start: 5, end: 12 }]);
  });
});
