import { describe, expect, test } from 'vitest';
import { jqHint } from '../../../src/core/expression/hints.ts';
import { jqSites } from '../../../src/core/expression/sites.ts';
import { codeOf } from '../../../src/core/expression/text.ts';

describe('core/expression/text', () => {
  test.each([
    ['.a == "x.y"', '.a == "   "'],
    ['"a\\"b" + .c', '"    " + .c'],
    ['"a\\(.b | f("c"))d" # note', '"  (.b | f(" ")) "       '],
    ['"open', '"    '],
    ['"\\\\" # \\\n.b', '"  "    \n.b'],
    ['"\\("\\(.a)")" | .b', '" (" (.a)")" | .b'],
    ['"x\\', '"  '],
  ])('%s', (expression, code) => {
    expect(codeOf(expression)).toBe(code);
    expect(codeOf(expression)).toHaveLength(expression.length);
  });
});

describe('core/expression/hints', () => {
  test.each([
    ['.a.incidents.0.status', '.a.incidents[0].status', '.0'],
    ['.a[1].2', '.a[1][2]', '.2'],
    ['.a == 1||.b', '.a == 1 or .b', '||'],
    ['.a && .b', '.a and .b', '&&'],
    ['.a === "x||y"', '.a == "x||y"', '==='],
    ['.a ?? "x"', '.a // "x"', '??'],
    ['secrets.SLACK', '.secrets.SLACK', 'secrets'],
    ['.secrets.lower-case', '.secrets."lower-case"', '.lower-case'],
    ['.a.on-call == "x"', '.a."on-call" == "x"', '.on-call'],
    [' if eq .a "b" ', undefined, 'if eq'],
    [' end ', undefined, 'end'],
  ])('%s', (expression, fixed, marked) => {
    const hint = jqHint(expression);
    expect(hint?.fixed).toBe(fixed);
    expect(expression.slice(hint?.start, (hint?.start ?? 0) + (hint?.length ?? 0))).toBe(marked);
  });

  test('numbers and strings are no such slip', () => {
    expect(jqHint('.a == 1.5 and .b == "c.0 || d"')).toBeNull();
    expect(jqHint('x.0')?.fixed).toBe('x[0]');
  });

  test('a long word is no matter', () => {
    for (const word of ['a'.repeat(600_000), `${'9'.repeat(600_000)}.5`, 'a.'.repeat(300_000)]) {
      expect(jqHint(word)).toBeNull();
    }
  });
});

describe('core/expression/sites', () => {
  test('finds conditions and templates in values and keys, and braces that do not match', () => {
    const { sites, flaws } = jqSites({
      trigger: { condition: { expressions: ['.a', 7] } },
      title: '{{ not here }}',
      invocationMethod: {
        url: 'x/{{ .b }}/{{.c}}',
        body: { '{{ .k }}': ['{{ .v }}'], '{{ spreadValue() }}': '{{ .s }}', bad: '{"a": {"b": 1}}', n: 1 },
      },
    });
    expect(
      sites.map(({ kind, expression, path, part, start }) => [kind, expression, path.at(-1), part, start]),
    ).toEqual([
      ['condition', '.a', 0, 'value', 0],
      ['template', ' .b ', 'url', 'value', 4],
      ['template', '.c', 'url', 'value', 13],
      ['template', ' .k ', '{{ .k }}', 'key', 2],
      ['template', ' .v ', 0, 'value', 2],
      ['template', ' .s ', '{{ spreadValue() }}', 'value', 2],
    ]);
    expect(flaws).toMatchObject([{ path: ['invocationMethod', 'body', 'bad'], part: 'value', offset: 13 }]);
  });
});
