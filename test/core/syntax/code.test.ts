import { describe, expect, test } from 'vitest';
import { jqSites } from '../../../src/core/definition/jq-sites.ts';
import { codeOf } from '../../../src/core/syntax/code.ts';

describe('core/syntax/code', () => {
  test.each([
    ['.a == "x.y"', '.a == "   "'],
    ['"a\\"b" + .c', '"    " + .c'],
    ['"a\\(.b | f("c"))d" # note', '"  (.b | f(" ")) "       '],
    ['"open', '"    '],
    ['"\\\\" # \\\n.b', '"  "       '],
    ['"\\\\" # \\\\\n.b', '"  "     \n.b'],
    ['"\\("\\(.a)")" | .b', '" (" (.a)")" | .b'],
    ['"x\\', '"  '],
  ])('%s', (expression, code) => {
    expect(codeOf(expression)).toBe(code);
    expect(codeOf(expression)).toHaveLength(expression.length);
  });
});

describe('core/definition/jq-sites', () => {
  test('finds conditions and templates in values and keys, and unbalanced braces', () => {
    const { sites, braceFindings } = jqSites({
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
    expect(braceFindings).toMatchObject([{ path: ['invocationMethod', 'body', 'bad'], part: 'value', offset: 13 }]);
  });
});
