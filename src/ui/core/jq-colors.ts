import { type Token, tokensOf } from '../../core/syntax/tokenize.ts';
import { splitTemplate } from '../../core/template/split.ts';
import type { FieldKind } from './path-edit.ts';

/** A part of a text and how it is colored; null for plain text. */
export type Colored = { text: string; color: Color | null };

/** The kind of a part of jq, for coloring. */
export type Color =
  | 'path'
  | 'string'
  | 'number'
  | 'keyword'
  | 'function'
  | 'variable'
  | 'comment'
  | 'brace'
  | 'invalid';

const keywords: ReadonlySet<string> = new Set(
  'and or not if then elif else end as def reduce foreach try catch label import include'.split(' '),
);
const constants: ReadonlySet<string> = new Set(['true', 'false', 'null']);

/** The parts of a text, cut so that a marked stretch of it has parts of its own. */
export function withMark(parts: readonly Colored[], mark: { start: number; end: number } | null) {
  if (mark === null) return parts.map((part) => ({ ...part, isMarked: false }));
  const [start, end] = [mark.start, Math.max(mark.end, mark.start + 1)];
  let at = 0;
  return parts.flatMap(({ text, color }) => {
    const from = at;
    at += text.length;
    const cuts = [0, start - from, end - from, text.length].map((cut) => Math.min(Math.max(cut, 0), text.length));
    return [0, 1, 2].flatMap((index) => {
      const piece = text.slice(cuts[index], cuts[index + 1]);
      return piece === '' ? [] : [{ text: piece, color, isMarked: index === 1 }];
    });
  });
}

/** The colored parts of a field; together they are its text. */
export function coloredText(text: string, kind: FieldKind): Colored[] {
  if (kind === 'condition') return coloredJq(text);
  const split = splitTemplate(text);
  if (!split.ok) return [{ text, color: null }];
  const found: Colored[] = [];
  let at = 0;
  for (const part of split.parts) {
    if (part.type !== 'jq') continue;
    found.push({ text: text.slice(at, part.start - 2), color: null }, { text: '{{', color: 'brace' });
    found.push(...coloredJq(part.expression), { text: '}}', color: 'brace' });
    at = part.end + 2;
  }
  found.push({ text: text.slice(at), color: null });
  return found.filter((part) => part.text !== '');
}

function coloredJq(text: string): Colored[] {
  const found: Colored[] = [];
  let at = 0;
  for (const token of tokensOf(text)) {
    if (token.start > at) found.push({ text: text.slice(at, token.start), color: null });
    if (token.end > token.start) found.push({ text: token.text, color: colorOf(token) });
    at = Math.max(at, token.end);
  }
  if (at < text.length) found.push({ text: text.slice(at), color: null });
  return found;
}

function colorOf({ kind, text }: Token): Color | null {
  switch (kind) {
    case 'field':
      return 'path';
    case 'name':
      if (keywords.has(text)) return 'keyword';
      return constants.has(text) ? 'number' : 'function';
    case 'variable':
    case 'format':
      return 'variable';
    case 'number':
      return 'number';
    case 'quote':
    case 'text':
      return 'string';
    case 'open':
    case 'close':
      return 'brace';
    case 'comment':
    case 'invalid':
      return kind;
    case 'sign':
      return text === '.' ? 'path' : null;
    case 'end':
      return null;
  }
}
