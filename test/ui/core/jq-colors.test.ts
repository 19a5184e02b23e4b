import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coloredText, withMark } from '../../../src/ui/core/jq-colors.ts';
import type { FieldKind } from '../../../src/ui/core/path-edit.ts';

const shown = (text: string, kind: FieldKind = 'condition') =>
  coloredText(text, kind).flatMap(({ text: part, color }) => (color === null ? [] : [`${part} ${color}`]));

describe('ui/core/jq-colors', () => {
  test('tells paths, strings, numbers, keywords and functions apart', () => {
    expect(shown('.a["b"] == 1 and test("x") # why')).toEqual([
      '.a path',
      '" string',
      'b string',
      '" string',
      '1 number',
      'and keyword',
      'test function',
      '" string',
      'x string',
      '" string',
      '# why comment',
    ]);
  });

  test('colors only what is inside the braces of a template', () => {
    expect(shown('Hi .a {{ .a }}!', 'template')).toEqual(['{{ brace', '.a path', '}} brace']);
    expect(shown('Hi {{ .a', 'template')).toEqual([]);
  });

  test('loses no character, whatever is typed and wherever the mark is', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('"', '{{', '}}', '.a', '\\', '(', '#', '\n') }),
    );
    const kinds = fc.constantFrom<FieldKind>('condition', 'template', 'json');
    fc.assert(
      fc.property(texts, kinds, fc.nat(20), fc.nat(20), (text, kind, start, end) => {
        const parts = withMark(coloredText(text, kind), { start, end });
        expect(parts.map((part) => part.text).join('')).toBe(text);
        const marked = parts.flatMap((part) => (part.isMarked ? [part.text] : [])).join('');
        expect(marked).toBe(text.slice(start, Math.max(end, start + 1)));
      }),
    );
  });
});
