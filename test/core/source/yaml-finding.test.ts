import { describe, expect, test } from 'vitest';
import { readSource } from '../../../src/core/source/source.ts';

const messages = (text: string) =>
  readSource({ path: 'a.yml', text }).issues.map(({ range: { start, end }, message }) => {
    return `${start.line}:${start.column}-${end.line}:${end.column} ${message.replace('This is not valid YAML: ', '')}`;
  });

describe('core/source/yaml-finding', () => {
  test.each([
    ['a:\n  b: 1\n c: 2\n', '3:2-3:3 this line is aligned neither with the keys above it nor with'],
    ['a: 1\n\n  b: 2\n', '3:3-3:4 this line is indented more than the key above it, which already has a value'],
    ['  a: 1\nb: 2\n', '2:1-2:2 this line does not belong to the value above it; indent it like the first line'],
    ['l:\n  - a: 1\n   b: 2\n', '3:4-3:5 this line is aligned neither with the items of the list above it nor'],
    ['l:\n  - a\n - b\n', '3:2-3:3 this item is not aligned with the others in its list'],
    ['l:\n  - a: 1\n - b: 2\n', '3:2-3:3 this item is not aligned with the others in its list'],
    ['a: [\n1\n]\n', '2:1-2:2 the content of brackets, and the closing bracket, must be indented more'],
    ['a: 1\nfoo\nb: 2\n', '2:1-2:4 this line has no colon after its key; write `key: value`'],
    ['x:\n  a: 1\n  b 2\n', '3:3-3:6 this line has no colon after its key; write `key: value`'],
    ['a:b\nc: 1\n', '1:1-1:4 a space is missing after the colon'],
    ['a: - b\n', '1:4-1:5 a list cannot start on the same line as its key'],
    ['a: |x\n  y\n', '1:5-1:6 text cannot start on the same line as | or >'],
    ['a: "x" y\n', '1:8-1:9 there is more text after the end of the value; put all of it in one pair of quotes'],
    ['a: {b: 1}}\n', '1:10-1:11 the bracket } has no opening bracket'],
    ['a: [1,, 2]\n', '1:7-1:8 a value is missing before this comma'],
    ['a: "x"#y\n', '1:7-1:9 a comment needs a space before its #'],
    ['a: "\\q"\n', '1:5-1:6 this is not a valid escape sequence in double quotes'],
    ['%YAML 1.1\na: 1\n', '2:1-2:2 a line that starts with % must be followed by a line with three dashes (---)'],
  ])('describes %j in our own words, at the place to fix', (text, message) => {
    expect(messages(text)).toEqual([expect.stringContaining(message)]);
    expect(messages(text.replaceAll('\n', '\r\n'))).toEqual([expect.stringContaining(message)]);
  });

  test('redacts a secret before it cuts a long value', () => {
    const token = `ghp_${'a1B2'.repeat(9)}`;
    for (const value of [`x: ${'y'.repeat(20)} ${token}`, `x: ${token}`]) {
      const [message = ''] = messages(`a: ${value}\n`);
      expect(message).toContain('put the value in quotes: "x: ');
      expect(message).toContain('••••••••');
      expect(message).not.toContain('ghp_');
    }
    expect(messages('api_key: x: abcdefgh0123456789\n')[0]).toContain('"x: abcdefgh0123456789"');
  });

  test.each(['- !.diff.after.public', '- !.diff.after.public == true'])('explains the negation in %j', (text) => {
    expect(messages(`a:\n  ${text}\n`)).toEqual([
      '2:5-2:24 In YAML, ! starts a tag; in jq, write `(.diff.after.public | not)` for "not", and put the expression in single quotes.',
    ]);
  });

  test.each([
    ['a:\n  b: 1\n \u00a0c: 2\nd: 3\n', '3:2-3:3'],
    ['a:\n\u00a0\u00a0b\nc: 3\n', '2:1-2:2'],
    ['a:\n  - x: 1\n  \u00a0 y: 2\n', '3:3-3:4'],
  ])('names the space that is no indentation in %j', (text, place) => {
    expect(messages(text)).toEqual([
      `${place} this line is indented with a no-break space (U+00A0), which YAML reads as part of the text; use ordinary spaces.`,
    ]);
  });
});
