import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJq } from '../../../src/core/syntax/canonical.ts';
import { jqForTests } from '../../jq/jq.ts';

const jq = jqForTests();

describe('core/syntax/canonical', () => {
  test.each([
    ['.a == .b', '.a==.b'],
    ['  .a\n  | .b  ', '.a|.b'],
    ['[ .a , .b ]', '[.a,.b]'],
    ['{ a: .b }', '{a:.b}'],
    ['.a # the first\n| .b', '.a | .b'],
    ['.a # windows\r\n| .b', '.a | .b'],
    ['if .a then 1 else 2 end', 'if  .a\tthen 1 else 2 end'],
    ['"x \\( .a ) # y" + .b', '"x \\( .a ) # y"+.b'],
    ['.a//"b" | ascii_downcase', '.a // "b"|ascii_downcase'],
  ])('ignores the layout: %j and %j', (one, other) => {
    expect(canonicalJq(one)).toBe(canonicalJq(other));
  });

  test.each([
    ['.a == "b c"', '.a == "b  c"'],
    ['"# a"', '"# b"'],
    ['.a', '. a'],
    ['.a // .b', '.a / / .b'],
    ['.a == .b', '.a = = .b'],
    ['1 2', '12'],
    ['.a and .b', '.aand .b'],
    ['"\\"  a"', '"\\" a"'],
    ['"\\( "a  b" )"', '"\\( "a b" )"'],
    [".a == 'b  c'", ".a == 'b c'"],
    ['.a # \\\n| .b', '.a | .b'],
    ['.a # x\n| .b', '.a # x | .b'],
    ['"a  b', '"a b'],
  ])('distinguishes what may be different programs: %j and %j', (one, other) => {
    expect(canonicalJq(one)).not.toBe(canonicalJq(other));
  });

  const pieces = [
    '.a',
    '.b',
    'and',
    'or',
    'not',
    '|',
    '==',
    '//',
    '/',
    '-',
    '1',
    '2.5',
    '(',
    ')',
    '[',
    ']',
    '"x  # y"',
    '"\\(.a)"',
    '..',
    '?',
    ',',
    ' ',
    '\n',
    '# c\n',
    'if',
    'then',
    'else',
    'end',
    '$x',
    'as',
    '@json',
    '{',
    '}',
    ':',
    ';',
    'a',
    '=',
    '<',
    '.',
  ];
  // In parentheses, because jq's command line would take an expression that starts with a minus for an option.
  const expression = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => `(${parts.join('')})`);

  test('gives an expression that jq parses as the same program', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(expression, { minLength: 40, maxLength: 40 }), async (written) => {
        const spaced = written.map(canonicalJq);
        expect(spaced.map(canonicalJq)).toEqual(spaced);
        const [before, after] = [await jq.compile(written), await jq.compile(spaced)];
        expect(after.map((problem) => problem === null)).toEqual(before.map((problem) => problem === null));
        const valid = written.flatMap((text, index) => (before[index] === null ? [[text, spaced[index] ?? '']] : []));
        const input = { a: [1, 2, 3], b: { a: 4 } };
        const results = await jq.evaluate(valid.flat(), [input]);
        valid.forEach((_, index) => {
          expect(verdict(results[0]?.[2 * index + 1])).toEqual(verdict(results[0]?.[2 * index]));
        });
      }),
      { numRuns: 15 },
    );
  });
});

function verdict(result: unknown): unknown {
  const { ok, value } = result as { ok: boolean; value?: unknown };
  return { ok, value };
}
