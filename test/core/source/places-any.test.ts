import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Position } from '../../../src/core/issue/issue.ts';
import { readSource } from '../../../src/core/source/source.ts';

/** The first document of a text, which must have no issues. */
function read(path: string, text: string) {
  const { documents, issues } = readSource({ path, text });
  expect(issues).toEqual([]);
  const [document] = documents;
  if (!document) throw new Error('no document');
  return document;
}

/** Writes text unit by unit in a style and records the offset of each unit. */
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

describe('core/source/places, of any string', () => {
  test('traces JSON with random escape sequences', () => {
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

  test('traces double-quoted YAML with escape sequences, folds and continuations', () => {
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
          // Two folds in a row would be an empty line, which has its own case below.
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

  test('traces plain and single-quoted YAML over several lines', () => {
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

  test('traces literal and folded YAML blocks with every chomping and indentation', () => {
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
