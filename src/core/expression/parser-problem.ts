import { tokensOf } from '../syntax/tokenize.ts';
import type { CompileFailure } from './expression.ts';
import type { JqHint } from './jq-hint.ts';

/** Longer tokens are cut in messages. */
const maxToken = 30;

/** Says in plain words what jq's parser reports, with what it came upon; null for what it does not say of its syntax. */
export function parserProblem(expression: string, { message, offset }: CompileFailure): JqHint | null {
  if (!message.startsWith('syntax error') || offset === undefined) return null;
  const end = expression.trimEnd().length;
  const tokens = tokensOf(expression).filter(({ kind }) => kind !== 'end' && kind !== 'comment');
  if (/unexpected end of file/.test(message)) {
    const last = tokens.at(-1);
    if (!last || message.includes('a name is missing')) return null;
    const text = textAt(expression, last);
    return {
      message: `it ends too early: something is missing after \`${text}\``,
      start: last.start,
      length: end - last.start,
    };
  }
  const at = tokens.findIndex((token) => token.end > offset);
  const token = tokens[at];
  if (!token) return null;
  const text = textAt(expression, token);
  const isValue = ['name', 'number', 'quote', 'field', 'variable', 'format'].includes(token.kind);
  const before = tokens[at - 1];
  const joined = before === undefined ? '' : textAt(expression, before) + text;
  const advice = /^[=!<>]=$/.test(joined)
    ? `; write \`${joined}\` without a space`
    : message.includes('expecting end of file') && isValue && at > 0
      ? '; an operator is missing before it, such as ==, `and` or |'
      : '';
  return {
    message: `\`${text}\` is not expected here${advice}`,
    start: token.start,
    length: text.replace(/…$/, '').length,
  };
}

/** A token as written, and a string as a whole. */
function textAt(expression: string, { kind, start, end }: { kind: string; start: number; end: number }): string {
  const closing = kind === 'quote' ? expression.indexOf('"', end) + 1 : end;
  const text = expression.slice(start, Math.max(end, closing));
  return text.length > maxToken ? `${text.slice(0, maxToken)}…` : text;
}

/** Finds a backslash in a string that begins no escape of JSON, as regular expressions have it. */
export function invalidEscape(expression: string, message: string): JqHint | null {
  if (!message.startsWith('Invalid escape')) return null;
  const found = /(?<!\\)(?:\\\\)*\\(?!["\\/bfnrtu(])/.exec(expression);
  if (!found) return null;
  const start = found.index + found[0].length - 1;
  const written = expression.slice(start, start + 2);
  const fixed = expression.replaceAll(/\\([\s\S])/g, (pair, next: string) =>
    '"\\/bfnrtu('.includes(next) ? pair : `\\${pair}`,
  );
  return { message: `in a string, a backslash is written twice, as in \\${written}`, start, length: 2, fixed };
}
