import { describe, expect, it } from 'vitest';
import { splitTemplate } from '../../../src/core/template/split.ts';

const expressions = (text: string) => {
  const split = splitTemplate(text);
  return split.ok ? split.parts.flatMap((part) => (part.type === 'jq' ? [part.expression] : [])) : split;
};

describe('core/template/split', () => {
  it('keeps text, expressions and their offsets', () => {
    expect(splitTemplate('é {{ .a }}b{{.c}}')).toEqual({
      ok: true,
      mode: 'mixed',
      parts: [
        { type: 'text', text: 'é ' },
        { type: 'jq', expression: ' .a ', start: 4, end: 8 },
        { type: 'text', text: 'b' },
        { type: 'jq', expression: '.c', start: 13, end: 15 },
      ],
    });
  });

  it.each([
    ['no braces', [], 'plain'],
    ['', [], 'plain'],
    ['{ "a": } {', [], 'plain'],
    ['{{ . }}', [' . '], 'exact'],
    [' \n{{.a}}\t', ['.a'], 'exact'],
    ['{{}}', [''], 'exact'],
    ['{{.a}}{{.b}}', ['.a', '.b'], 'mixed'],
    ['x{{.a}}', ['.a'], 'mixed'],
    ['{{{a:1}}}', ['{a:1'], 'exact'],
    ['{{ {a: 1} }}', [' {a: 1} '], 'exact'],
    ['{{ "}}{{" }}', [' "}}{{" '], 'exact'],
    [`{{ '}}"{{' }}`, [` '}}"{{' `], 'exact'],
    ['{{ "\\"}}" }}', [' "\\"}}" '], 'exact'],
    ['"it\'s" {{.a}} "', ['.a'], 'mixed'],
    ['{{ \\}}', [' \\'], 'exact'],
    ['{{.a}}}{{.b}}', ['.a', '.b'], 'mixed'],
  ])('splits %j', (text, found, mode) => {
    expect(expressions(text)).toEqual(found);
    expect(splitTemplate(text)).toMatchObject({ ok: true, mode });
  });

  it.each([
    ['{"a":{"b":1}}', 11, 'has no opening {{'],
    ['{{ {a:{b:1}} }}', 13, 'has no opening {{'],
    ['{{ a {{ b }} }}', 5, 'cannot be nested'],
    ['{{{{', 2, 'cannot be nested'],
    ['ab {{ .a', 3, 'not closed'],
    ['{{ "a }}', 0, 'a quote (")'],
    ['{{.a}}}}', 6, 'has no opening {{'],
  ])('rejects %j at %i', (text, offset, message) => {
    expect(splitTemplate(text)).toEqual({ ok: false, offset, message: expect.stringContaining(message) });
  });

  it('runs in linear time', () => {
    expect(expressions('{'.repeat(2) + '"'.repeat(1_000_000))).toMatchObject({ ok: false });
    expect(expressions('{{.}} '.repeat(200_000))).toHaveLength(200_000);
  });
});
