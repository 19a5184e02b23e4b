import { describe, expect, test } from 'vitest';
import type { Position } from '../../../src/core/issue/issue.ts';
import { indexLines } from '../../../src/core/source/lines.ts';
import { type LocatedNode, lazyPlaces } from '../../../src/core/source/places.ts';
import { readSource } from '../../../src/core/source/source.ts';

/** The first document of a text, which must have no issues. */
function read(path: string, text: string) {
  const { documents, issues } = readSource({ path, text });
  expect(issues).toEqual([]);
  const [document] = documents;
  if (!document) throw new Error('no document');
  return document;
}

/** The text between two positions. */
function slice(text: string, start: Position, end: Position): string {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const offset = (p: Position) =>
    lines.slice(0, p.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + p.column - 1;
  return lines.join('\n').slice(offset(start), offset(end));
}

/** For each unit of the string at `text:`, the source text at its reported place. */
function sources(path: string, text: string): [unit: string, written: string][] {
  const document = read(path, text);
  const value = (document.value as { text: string }).text;
  return value.split('').map((unit, index) => {
    const range = document.places.within(['text'], index, index + 1);
    return [unit, slice(text, range.start, range.end)];
  });
}

describe('core/source/places', () => {
  test('locates a value, its key and an element in JSON', () => {
    const text = '{\n  "a": {"b": [1, "x"]},\n\t"c": "é"\n}';
    const { places } = read('a.json', text);
    expect(places.range(['a', 'b', 1])).toEqual({ start: { line: 2, column: 18 }, end: { line: 2, column: 21 } });
    expect(places.range(['a', 'b'], 'key')).toEqual({ start: { line: 2, column: 9 }, end: { line: 2, column: 12 } });
    expect(places.range(['c'], 'key').start).toEqual({ line: 3, column: 2 });
    expect(places.range([], 'key')).toEqual({ start: { line: 1, column: 1 }, end: { line: 1, column: 2 } });
  });

  test('locates the key of the nearest ancestor for a missing path', () => {
    const { places } = read('a.json', '{\n "a": {\n  "b": 1 } }');
    expect(places.range(['a', 'x', 'y']).start).toEqual({ line: 2, column: 2 });
    const yaml = read('a.yml', 'a:\n  b: 1\n').places;
    expect(yaml.range(['a', 'x', 'y'])).toEqual({ start: { line: 1, column: 1 }, end: { line: 1, column: 2 } });
    expect(yaml.range(['zzz']).start).toEqual({ line: 1, column: 1 });
  });

  test('locates the second of several definitions in an array and in YAML documents', () => {
    const array = readSource({ path: 'a.json', text: '[{"a": 1},\n {"a": 2}]' }).documents[1];
    expect(array?.places.range(['a']).start).toEqual({ line: 2, column: 8 });
    const yaml = readSource({ path: 'a.yaml', text: 'a: 1\n---\n- b: 1\n- a: 2\n' }).documents[2];
    expect(yaml?.places.range(['a']).start).toEqual({ line: 4, column: 6 });
  });

  test('locates a numeric key given as text or as a number', () => {
    const json = '{"headers": {"h": "x",\n"1": 5}, "list": [0,\n1]}';
    for (const [path, text] of [
      ['a.json', json],
      ['a.yml', 'headers:\n  "1": 5\nlist: [0,\n  1]\n'],
    ] as const) {
      const { places } = read(path, text);
      expect(places.range(['headers', 1]).start.line).toBe(2);
      expect(places.range(['headers', '1'], 'key').start.line).toBe(2);
      expect(places.range(['list', 1]).start.line).toBe(path === 'a.json' ? 3 : 4);
    }
  });

  test('parses a file once to locate many documents', () => {
    const text = Array.from({ length: 2_000 }, (_, index) => `a: ${index}\nb: {c: [1, 2]}\n`).join('---\n');
    const { documents } = readSource({ path: 'a.yml', text });
    expect(documents.map(({ places }) => places.range(['b']).start.line)).toEqual(
      documents.map((_, index) => 3 * index + 2),
    );
  });

  test('traces each unit of a JSON string to its escape sequence', () => {
    const text = String.raw`{"text": "a\n\u00e9\"😀\ud83d\ude00z"}`;
    expect(sources('a.json', text)).toEqual([
      ['a', 'a'],
      ['\n', String.raw`\n`],
      ['é', String.raw`\u00e9`],
      ['"', String.raw`\"`],
      ['\ud83d', '\ud83d'],
      ['\ude00', '\ude00'],
      ['\ud83d', String.raw`\ud83d`],
      ['\ude00', String.raw`\ude00`],
      ['z', 'z'],
    ]);
  });

  test('counts no column for a byte order mark, one for a non-ASCII character, and a line for CRLF', () => {
    const text = '\uFEFF{"é": 1, "text": "x",\r\n "b": 2}';
    const { places } = read('a.json', text);
    expect(places.range(['text']).start).toEqual({ line: 1, column: 18 });
    expect(places.range(['b']).start).toEqual({ line: 2, column: 7 });
    expect(read('a.yml', '\uFEFFtext: x\r\nb: 2\r\n').places.range(['b']).start).toEqual({ line: 2, column: 4 });
  });

  test('is not confused by comments and trailing commas', () => {
    const text = '{ // one\n  /* two */ "text": "abc",\n}';
    expect(sources('a.jsonc', text).map(([, written]) => written)).toEqual(['a', 'b', 'c']);
  });

  const folded = 'b\nc d\n';
  test.each([
    ['plain', 'text: abc # no\n', 'abc'],
    ['plain over lines', 'text: a\n  b  \n\n   c d\n', 'a b\nc d'],
    ['single quotes', "text: 'it''s\n   ok'\n", "it's ok"],
    ['double quotes', 'text: "a\\tb\\u00e9\\\n    c  \n   \n  d\\x41"\n', 'a\tbéc\ndA'],
    ['in flow', '{ text: a\n  b, x: [1] }\n', 'a b'],
    ['literal', 'text: |\n  a\n   b\n\n  c\nx: 1\n', 'a\n b\n\nc\n'],
    ['literal, stripped', 'text: |-\n  a\n\nx: 1\n', 'a'],
    ['literal, kept', 'text: |+\n  a\n\nx: 1\n', 'a\n\n'],
    ['literal, indented by hand', 'text: |2 # two\n   a\n  b\n', ' a\nb\n'],
    ['literal with CRLF', 'text: |\r\n  a\r\n  b\r\nx: 1\r\n', 'a\nb\n'],
    ['literal without a final break', 'text: |\n  a', 'a\n'],
    ['literal, kept, ending in white space', 'text: |+\n  a\n   \n', 'a\n \n'],
    ['literal, kept, ending in less of it', 'text: |+\n  a\n \n', 'a\n\n'],
    ['literal, kept, ending in white space and no break', 'text: |+\n  a\n   ', 'a\n \n'],
    ['literal, kept, without a final break', 'text: |+\n  a\n  ', 'a\n'],
    ['literal, kept, behind white space and empty lines', 'text: |+\n  a\n   \n\n \nx: 1\n', 'a\n \n\n\n'],
    ['folded', 'text: >\n  b\n\n  c\n  d\n', folded],
    ['folded with indented lines', 'text: >-\n  a\n  b\n    c\n\n  d\n', 'a b\n  c\n\nd'],
  ])('traces strings in YAML %s', (_, text, value) => {
    const found = sources('a.yml', text);
    expect(found.map(([unit]) => unit).join('')).toBe(value);
    for (const [unit, written] of found) {
      if (!/\s/.test(unit) && /^[a-z']$/.test(unit) && !written.startsWith('\\')) expect(written[0]).toBe(unit);
      if (unit === '\n' || unit === ' ') expect(written).toMatch(/^\s*$/);
    }
  });

  test('locates the value of a YAML alias at its anchor, and the key at itself', () => {
    const { places } = read('a.yml', 'a: &x hello\ntext: *x\n"k\\u0065y": 1\n');
    expect(places.range(['text']).start).toEqual({ line: 2, column: 7 });
    expect(places.within(['text'], 1, 2).start).toEqual({ line: 1, column: 8 });
    expect(places.within(['key'], 2, 3, 'key').start).toEqual({ line: 3, column: 9 });
  });

  test('offers no replacement for part of a string that cannot be traced, and locates the whole string', () => {
    const node: LocatedNode = { start: 0, end: 3, notation: 'block', offsets: () => null };
    const places = lazyPlaces('abc', indexLines('abc'), () => () => () => node)(0);
    expect(places.within([], 1, 2)).toEqual({ start: { line: 1, column: 1 }, end: { line: 1, column: 4 } });
    expect(places.encode([], 'x', { inside: true })).toBeUndefined();
    const traced = { ...node, offsets: () => [0, 1, 2, 3] };
    const other = lazyPlaces('abc', indexLines('abc'), () => () => () => traced)(0);
    expect(other.encode([], 'x', { inside: true })).toBe('x');
  });

  test('ends a range over folded lines after its last character', () => {
    const { places } = read('a.yml', 'text: >\n  ab\n  cd\n');
    expect(places.within(['text'], 0, 2)).toEqual({ start: { line: 2, column: 3 }, end: { line: 2, column: 5 } });
    expect(places.within(['text'], 1, 4).end).toEqual({ line: 3, column: 4 });
  });
});
