import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { block, code, message, prose, row } from '../../src/report/markdown.ts';

/** Text chosen to break out of its context, mixed with anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '`',
        '```',
        '|',
        '\\|',
        '\\',
        '<script>',
        '-->',
        '<!--',
        '@octocat',
        '#1',
        'GH-1',
        '[a](http://b)',
        '![a](b)',
        '\n\n',
        '\r',
        '&lt;',
        '&#64;',
        'https://evil.example',
        'www.evil.example',
        '::error::x',
        '**b**',
        '~~',
        '</code>',
        '\u202e',
        '\u2028',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** What is left when our own tags and entities are taken out. */
function rest(markdown: string): string {
  return markdown.replaceAll(/<\/?code>/g, '').replaceAll(/&#\d+;/g, '');
}

describe('report/markdown', () => {
  test('leaves nothing in code and prose that Markdown, HTML or a table would interpret', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const made of [code(text), prose(text), message(text)]) {
          expect(rest(made)).not.toMatch(/[!"#$&'()*+\-./:<=>@[\\\]^_`{|}~\n\r\u2028\u2029\u202e]/);
        }
      }),
    );
  });

  test('displays the text on one line, without mentions', () => {
    expect(code('a | b `c` <d> @e')).toBe('<code>a &#124; b &#96;c&#96; &#60;d&#62; &#64;e</code>');
    expect(prose('ask @octocat about #12 and GH-3')).toBe(
      'ask &#64;\u200boctocat about &#35;\u200b12 and GH\u200b&#45;3',
    );
    expect(prose('ä, 100 %; 漢字?')).toBe('ä, 100 %; 漢字?');
    expect(code(' ')).toBe('<code> </code>');
  });

  test('turns quotes in a message into code, and keeps unmatched backticks as text', () => {
    expect(message('use `a|b` here')).toBe('use <code>a&#124;b</code> here');
    expect(message('a ` b')).toBe('a &#96; b');
  });

  test('never lets the content close a block', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = block(text).split('\n');
        const [fence = ''] = lines;
        expect(fence).toMatch(/^`{3,}$/);
        expect(lines.at(-1)).toBe(fence);
        for (const line of lines.slice(1, -1)) expect(line).not.toContain(fence);
      }),
    );
  });

  test('gives a row as many cells as it has values', () => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        expect(row([code(a), prose(b)]).split('|')).toHaveLength(4);
      }),
    );
  });
});
