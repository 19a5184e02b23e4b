import { describe, expect, test } from 'vitest';
import { formatIssue } from '../../../src/core/issue/format-issue.ts';
import { frame as frameOf, linesOf, linesOfFiles } from '../../../src/core/issue/frame.ts';
import type { Issue, Range } from '../../../src/core/issue/issue.ts';

const range = (line: number, column: number, endLine: number, endColumn: number): Range => ({
  start: { line, column },
  end: { line: endLine, column: endColumn },
});

const frame = (text: string, place: Range) => frameOf(linesOf(text), place);

describe('core/issue/frame', () => {
  test('shows the line, the one before it, and carets under the place', () => {
    expect(frame('{\r\n  "a": 1,\r\n  "b": 2\r\n}', range(3, 3, 3, 6))).toBe(
      ['  2 |   "a": 1,', '  3 |   "b": 2', '    |   ^^^'].join('\n'),
    );
  });

  test('marks a place over several lines to the end of its first line', () => {
    expect(frame('a: [1,\n 2]', range(1, 4, 2, 4))).toBe(['  1 | a: [1,', '    |    ^^^'].join('\n'));
  });

  test('handles an empty place and one past the end of a file', () => {
    expect(frame('', range(1, 1, 1, 1))).toBe(['  1 |', '    | ^'].join('\n'));
    expect(frame('ab', range(1, 3, 1, 3))).toBe(['  1 | ab', '    |   ^'].join('\n'));
  });

  test('aligns the caret despite tabs, wide and combining characters and a byte order mark', () => {
    expect(frame('\uFEFF\t"日本": e\u0301x', range(1, 10, 1, 11))).toBe(
      ['  1 |   "日本": e\u0301x', '    |            ^'].join('\n'),
    );
    expect(frame('😀x', range(1, 3, 1, 4))).toBe(['  1 | 😀x', '    |   ^'].join('\n'));
  });

  test('hides control characters from the terminal', () => {
    expect(frame('a\u001b[31mb\u202ec', range(1, 1, 1, 2))).toBe(['  1 | a·[31mb·c', '    | ^'].join('\n'));
  });

  test('clips a long line around the place', () => {
    const [line = '', carets = ''] = frame(`${'a'.repeat(500)}X${'b'.repeat(500)}`, range(1, 501, 1, 502)).split('\n');
    expect(line.length).toBeLessThan(120);
    expect(line[carets.indexOf('^')]).toBe('X');
    expect([line.slice(0, 9), line.at(-1)]).toEqual(['  1 | …aa', '…']);
    const far = frame('x'.repeat(1_000), range(1, 1, 1, 1_000)).split('\n');
    expect(far.every((one) => one.length < 120)).toBe(true);
  });

  test('processes only the part around the place of a huge line', () => {
    const text = `${'a'.repeat(50_000)}X${'b'.repeat(50_000)}`;
    const [line = '', carets = ''] = frame(`${text}\n${text}`, range(2, 50_001, 2, 50_002))
      .split('\n')
      .slice(1);
    expect(line.length).toBeLessThan(120);
    expect(line[carets.indexOf('^')]).toBe('X');
    const start = frame(text, range(1, 1, 1, 3)).split('\n');
    expect(start[1]).toBe('    | ^^');
    const end = frame(text, range(1, 100_001, 1, 100_002)).split('\n');
    expect(end[1]?.trimEnd().length).toBe(end[0]?.length);
  });

  test('splits a large file with many issues only once', () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `"key ${index}": 1`);
    const texts = new Map([
      ['many', lines.join('\n')],
      ['one', lines.join(',')],
    ]);
    const linesIn = linesOfFiles(texts);
    for (let at = 1; at <= 60_000; at += 1) {
      expect(frameOf(linesIn('many') ?? [], range(at, 1, at, 3))).toContain(`"key ${at - 1}"`);
      if (at % 10 === 0) frameOf(linesIn('one') ?? [], range(1, at, 1, at + 1));
    }
    expect(linesIn('none')).toBeUndefined();
  });

  test('widens the gutter for larger line numbers', () => {
    expect(frame(`${'\n'.repeat(999)}x`, range(1000, 1, 1000, 2))).toBe(['  1000 | x', '       | ^'].join('\n'));
  });
});

describe('core/issue/format', () => {
  const issue: Issue = {
    code: 'schema/unknown-field',
    severity: 'error',
    file: 'a.json',
    range: range(1, 2, 1, 5),
    message: 'One\n::error::two',
    related: [{ file: 'b.json', range: range(7, 1, 7, 2), message: 'Here.' }],
  };

  test('prints each message on one line, whatever it quotes', () => {
    expect(formatIssue(issue)).toBe('a.json:1:2 error schema/unknown-field One ::error::two\n    b.json:7:1 Here.');
  });

  test('shows the frame if there is a text', () => {
    expect(formatIssue(issue, linesOf('{"a": 1}')).split('\n')[2]).toBe('    |  ^^^');
  });
});
