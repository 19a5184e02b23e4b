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

function reworded(message: string): string {
  if (message.startsWith('Top-level program not given')) return 'The expression is empty.';
  if (message.startsWith('module not found')) return 'import and include are not available.';
  return message.replace('INVALID_CHARACTER', 'character');
}
