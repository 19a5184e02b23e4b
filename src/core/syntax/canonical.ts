import { tokensOf } from './tokenize.ts';

/**
 * The canonical form of an expression: its tokens, separated by single spaces. Expressions with the same canonical form
 * are the same program, whatever their layout and comments. Where layout may matter, the expression stays as written:
 * better to show one difference too many than one too few.
 */
export function canonicalJq(expression: string): string {
  // Port's rewriting of single quotes depends on the white space around and inside them.
  if (expression.includes("'")) return expression;
  const parts: string[] = [];
  // One entry per open string or interpolation; a string is one part of the result, with all that it contains.
  const open: ('quote' | 'open')[] = [];
  let stringStart = 0;
  for (const { kind, text, start, end } of tokensOf(expression)) {
    if (kind === 'invalid' || (kind === 'comment' && (open.length > 0 || /[\\\r]/.test(text.replace(/\r$/, ''))))) {
      return expression;
    }
    if (kind === 'quote' && open.at(-1) === 'quote') {
      open.pop();
      if (open.length === 0) parts.push(expression.slice(stringStart, end));
    } else if (kind === 'quote') {
      if (open.length === 0) stringStart = start;
      open.push('quote');
    } else if (kind === 'open') open.push('open');
    else if (kind === 'close') open.pop();
    else if (kind === 'end' && open.length > 0) return expression;
    else if (open.length === 0 && kind !== 'comment' && kind !== 'end') parts.push(text);
  }
  return parts.join(' ');
}
