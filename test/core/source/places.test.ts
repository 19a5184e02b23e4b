import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Position } from '../../../src/core/issue.ts';
import { readSource } from '../../../src/core/source.ts';

/** The first document of a text that must read without an issue. */
function read(path: string, text: string) {
  const { documents, issues } = readSource({ path, text });
  expect(issues).toEqual([]);
  const [document] = documents;
  if (!document) throw new Error('no document');
  return document;
}

/** What stands in the text from one position to another. */
function slice(text: string, start: Position, end: Position): string {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const offset = (p: Position) =>
    lines.slice(0, p.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + p.column - 1;
  return lines.join('\n').slice(offset(start), offset(end));
}

/** For each unit of the string at `text:`, what stands in the file where the unit is said to come from. */
function sources(path: string, text: string): [unit: string, written: string][] {
  const document = read(path, text);
  const value = (document.value as { text: string }).text;
  return value.split('').map((unit, index) => {
    const range = document.places.within(['text'], index, index + 1);
    return [unit, slice(text, range.start, range.end)];
  });
}

describe('core/source/places', () => {
  test('a value, its key and an element are found in JSON', () => {
    const text = '{\n  "a": {"b": [1, "x"]},\n\t"c": "é"\n}';
    const { places } = read('a.json', text);
    expect(places.range(['a', 'b', 1])).toEqual({ start: { line: 2, column: 18 }, end: { line: 2, column: 21 } });
    expect(places.range(['a', 'b'], 'key')).toEqual({ start: { line: 2, column: 9 }, end: { line: 2, column: 12 } });
    expect(places.range(['c'], 'key').start).toEqual({ line: 3, column: 2 });
    expect(places.range([], 'key')).toEqual({ start: { line: 1, column: 1 }, end: { line: 1, column: 2 } });
  });

  test('a path that ends early gives the key of the nearest ancestor', () => {
    const { places } = read('a.json', '{\n "a": {\n  "b": 1 } }');
    expect(places.range(['a', 'x', 'y']).start).toEqual({ line: 2, column: 2 });
    const yaml = read('a.yml', 'a:\n  b: 1\n').places;
    expect(yaml.range(['a', 'x', 'y'])).toEqual({ start: { line: 1, column: 1 }, end: { line: 1, column: 2 } });
    expect(yaml.range(['zzz']).start).toEqual({ line: 1, column: 1 });
  });

  test('the second of several definitions in an array and in YAML documents', () => {
    const array = readSource({ path: 'a.json', text: '[{"a": 1},\n {"a": 2}]' }).documents[1];
    expect(array?.places.range(['a']).start).toEqual({ line: 2, column: 8 });
    const yaml = readSource({ path: 'a.yaml', text: 'a: 1\n---\n- b: 1\n- a: 2\n' }).documents[2];
    expect(yaml?.places.range(['a']).start).toEqual({ line: 4, column: 6 });
  });

  test('JSON escapes: each unit comes from the escape that wrote it', () => {
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

  test('a byte order mark is no column, a non-ASCII character is one, CRLF ends a line', () => {
    const text = '\uFEFF{"é": 1, "text": "x",\r\n "b": 2}';
    const { places } = read('a.json', text);
    expect(places.range(['text']).start).toEqual({ line: 1, column: 18 });
    expect(places.range(['b']).start).toEqual({ line: 2, column: 7 });
    expect(read('a.yml', '\uFEFFtext: x\r\nb: 2\r\n').places.range(['b']).start).toEqual({ line: 2, column: 4 });
  });

  test('comments and trailing commas do not shift places', () => {
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
    ['folded', 'text: >\n  b\n\n  c\n  d\n', folded],
    ['folded with indented lines', 'text: >-\n  a\n  b\n    c\n\n  d\n', 'a b\n  c\n\nd'],
  ])('YAML %s', (_, text, value) => {
    const found = sources('a.yml', text);
    expect(found.map(([unit]) => unit).join('')).toBe(value);
    for (const [unit, written] of found) {
      if (!/\s/.test(unit) && /^[a-z']$/.test(unit) && !written.startsWith('\\')) expect(written[0]).toBe(unit);
      if (unit === '\n' || unit === ' ') expect(written).toMatch(/^\s*$/);
    }
  });

  test('a YAML alias points at what its anchor wrote, a key at itself', () => {
    const { places } = read('a.yml', 'a: &x hello\ntext: *x\n"k\\u0065y": 1\n');
    expect(places.range(['text']).start).toEqual({ line: 2, column: 7 });
    expect(places.within(['text'], 1, 2).start).toEqual({ line: 1, column: 8 });
    expect(places.within(['key'], 2, 3, 'key').start).toEqual({ line: 3, column: 9 });
  });

  test('a stretch over folded lines ends behind its last character', () => {
    const { places } = read('a.yml', 'text: >\n  ab\n  cd\n');
    expect(places.within(['text'], 0, 2)).toEqual({ start: { line: 2, column: 3 }, end: { line: 2, column: 5 } });
    expect(places.within(['text'], 1, 4).end).toEqual({ line: 3, column: 4 });
  });
});

/** Writes text unit by unit in one style and remembers where each unit went. */
type Written = { text: string; offsets: number[] };
const letters = fc.array(fc.constantFrom('a', 'b', 'é', '😀', '{', '}', '.', '|', 'x'), {
  minLength: 1,
  maxLength: 12,
});
const words = letters.map((units) => `w${units.join('')}w`);
const blankRuns = fc.array(fc.record({ word: words, blank: fc.integer({ min: 0, max: 2 }), deeper: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});

function check(path: string, written: Written, value: string) {
  const document = read(path, written.text);
  expect((document.value as { text: string }).text).toBe(value);
  const lines = written.text.split('\n');
  const at = (p: Position) => lines.slice(0, p.line - 1).reduce((n, line) => n + line.length + 1, 0) + p.column - 1;
  written.offsets.forEach((offset, index) => {
    expect(at(document.places.within(['text'], index, index + 1).start)).toBe(offset);
  });
}

function writer(start: string) {
  const written: Written = { text: start, offsets: [] };
  return {
    written,
    raw: (text: string) => {
      written.text += text;
    },
    units: (value: string, as = value) => {
      for (let index = 0; index < value.length; index += 1) written.offsets.push(written.text.length);
      written.text += as;
    },
    each: (value: string) => {
      for (let index = 0; index < value.length; index += 1) {
        written.offsets.push(written.text.length);
        written.text += value.charAt(index);
      }
    },
  };
}

describe('core/source/places, any string', () => {
  test('JSON, with escapes chosen at random', () => {
    const unit = fc.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(unit), fc.constantFrom('{"text": "', '{\r\n\t"é": 1, "text": "'), (units, start) => {
        const out = writer(start);
        let value = '';
        for (const [text, escaped] of units) {
          for (let index = 0; index < text.length; index += 1) {
            const one = text.charAt(index);
            const code = one.charCodeAt(0);
            value += one;
            const must = code < 0x20 || one === '"' || one === '\\';
            out.units(one, escaped || must ? `\\u${code.toString(16).padStart(4, '0')}` : one);
          }
        }
        out.raw('"}');
        check('a.json', out.written, value);
      }),
    );
  });

  test('YAML in double quotes, with escapes, folds and continuations', () => {
    const piece = fc.oneof(
      words.map((word) => ({ kind: 'word' as const, word })),
      fc.integer({ min: 0, max: 0xffff }).map((code) => ({ kind: 'escape' as const, code })),
      fc.constantFrom({ kind: 'fold' as const }, { kind: 'continue' as const }, { kind: 'astral' as const }),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom('\n', '\r\n'), (pieces, eol) => {
        const out = writer(`é: 1${eol}text: "w`);
        out.written.offsets.push(out.written.text.length - 1);
        let value = 'w';
        let before = 'w';
        for (const piece of [...pieces, { kind: 'word' as const, word: 'end' }]) {
          // Two folds in a row would be an empty line, which is its own case below.
          const kind = piece.kind === 'fold' && before !== 'word' ? 'continue' : piece.kind;
          if (piece.kind === 'word') {
            value += piece.word;
            out.each(piece.word);
          } else if (piece.kind === 'escape') {
            value += String.fromCharCode(piece.code);
            out.units('x', `\\u${piece.code.toString(16).padStart(4, '0')}`);
          } else if (piece.kind === 'astral') {
            value += '😀';
            out.units('😀', '\\U0001F600');
          } else if (kind === 'fold') {
            value += ' ';
            out.raw('  ');
            out.written.offsets.push(out.written.text.length);
            out.raw(`${eol}  `);
          } else if (before !== 'fold' && before !== 'continue') {
            out.raw(`\\${eol}   `);
          }
          before = kind;
        }
        out.raw(`"${eol}`);
        check('a.yml', out.written, value);
      }),
    );
  });

  test('YAML plain and in single quotes over several lines', () => {
    const part = fc.record({
      word: letters.map((units) => units.filter((unit) => /[a-zé😀.]/u.test(unit)).join('')),
      blank: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1 }),
        fc.boolean(),
        fc.constantFrom('\n', '\r\n'),
        (parts, single, eol) => {
          const out = writer(single ? "text: '" : 'text: ');
          let value = '';
          parts.forEach(({ word }, index) => {
            if (index > 0) {
              const last = parts[index - 1];
              if (last?.blank === 0) out.units(' ', '');
              out.raw(eol);
              for (let line = 0; line < (last?.blank ?? 0); line += 1) {
                out.raw(' ');
                out.units('\n', eol);
              }
              value += last?.blank ? '\n'.repeat(last.blank) : ' ';
              out.raw('   ');
            }
            const text = `w${word}w`;
            out.each(text);
            value += text;
            if (single) {
              out.units("'", "''");
              value += "'";
            }
          });
          out.raw(single ? `'${eol}` : eol);
          check('a.yml', out.written, value);
        },
      ),
    );
  });

  test('YAML blocks, literal and folded, with every chomping and indentation', () => {
    const style = fc.record({
      folded: fc.boolean(),
      chomp: fc.constantFrom('', '-', '+'),
      eol: fc.constantFrom('\n', '\r\n'),
      indicator: fc.boolean(),
      indent: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(blankRuns, style, (lines, { folded, chomp, eol, indicator, indent }) => {
        const pad = ' '.repeat(indent);
        const out = writer(`a:\n  - é\ntext: ${folded ? '>' : '|'}${indicator ? indent : ''}${chomp}${eol}`);
        let value = '';
        lines.forEach(({ word, blank, deeper }, index) => {
          const more = deeper && (indicator || index > 0);
          const next = lines[index + 1];
          out.raw(pad);
          if (more) out.each(' ');
          out.each(word);
          value += (more ? ' ' : '') + word;
          const last = !next;
          const folds = folded && !last && !more && !next.deeper;
          const breaks = last ? (chomp === '-' ? 0 : chomp === '+' ? blank + 1 : 1) : folds ? blank : blank + 1;
          if (folds && blank === 0) {
            out.units(' ', '');
            value += ' ';
          }
          value += '\n'.repeat(breaks);
          for (let line = 0; line <= blank; line += 1) {
            const counts = folds ? line > 0 : line < breaks;
            if (counts) out.units('\n', eol);
            else out.raw(eol);
          }
        });
        out.raw(`x: 1${eol}`);
        check('a.yml', out.written, value);
      }),
    );
  });
});
