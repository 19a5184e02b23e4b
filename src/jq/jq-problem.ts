import type { CompileFailure } from '../core/expression/expression.ts';

const place = / at <top-level>, line (\d+), column (\d+):$/;
const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

/** Parses jq's error message for an expression that was compiled alone. */
export function readProblem(stderr: string, expression: string): CompileFailure {
  const first = stderr.split('\n').find((line) => line.startsWith('jq: error')) ?? stderr;
  const match = place.exec(first);
  const message = reworded((match ? first.slice(0, match.index) : first).replace(/^jq: error: /, '').trim());
  if (!match) return { message };
  return { message, offset: offsetOf(expression, Number(match[1]), Number(match[2])) };
}

/** The lines (1-based) of a program that jq's error messages refer to. */
export function blamedLines(stderr: string): number[] {
  return stderr.split('\n').flatMap((line) => {
    const match = line.startsWith('jq: error') ? place.exec(line) : null;
    return match ? [Number(match[1])] : [];
  });
}

/** Converts jq's position (columns in UTF-8 bytes from 1) to an offset in UTF-16 units, as editors use. */
function offsetOf(expression: string, line: number, column: number): number {
  const lines = expression.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const bytes = utf8.encode(lines[line - 1] ?? '').subarray(0, Math.max(0, column - 1));
  return Math.min(expression.length, before + fromUtf8.decode(bytes).length);
}

/** jq's names of tokens, in words; the end of a text is recognized by its name, see `jqHint`. */
const tokens: readonly [token: RegExp, words: string][] = [
  [/INVALID_CHARACTER/g, 'character'],
  [/\bFIELD\b/g, 'field name'],
  [/\bIDENT\b/g, 'name'],
  [/\bKEYWORD\b/g, 'keyword'],
  [/\bLITERAL\b/g, 'number'],
  [/\bBINDING\b/g, 'variable'],
  [/\bFORMAT\b/g, '@format'],
  [/\bQQSTRING_START\b/g, 'text'],
];

function reworded(message: string): string {
  if (message.startsWith('Top-level program not given')) return 'The expression is empty.';
  if (message.startsWith('module not found')) return 'import and include are not available.';
  // After a dot, jq lists what it would take instead of saying that a name is missing.
  const short = message.replace(
    /(unexpected end of file), expecting FORMAT or QQSTRING_START/,
    '$1: a name is missing after the dot',
  );
  return tokens.reduce((text, [token, words]) => text.replaceAll(token, words), short);
}
