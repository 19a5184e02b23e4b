import type { JqProblem } from '../core/expression/expression.ts';

const place = / at <top-level>, line (\d+), column (\d+):$/;
const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

/** Reads jq's complaint about an expression that was compiled alone. */
export function readProblem(stderr: string, expression: string): JqProblem {
  const first = stderr.split('\n').find((line) => line.startsWith('jq: error')) ?? stderr;
  const match = place.exec(first);
  const message = reworded((match ? first.slice(0, match.index) : first).replace(/^jq: error: /, '').trim());
  if (!match) return { message };
  return { message, offset: offsetOf(expression, Number(match[1]), Number(match[2])) };
}

/** The lines of a program that jq complains about, 1-based. */
export function blamedLines(stderr: string): number[] {
  return stderr.split('\n').flatMap((line) => {
    const match = line.startsWith('jq: error') ? place.exec(line) : null;
    return match ? [Number(match[1])] : [];
  });
}

/** jq counts columns in UTF-8 bytes from 1; editors count UTF-16 units. */
function offsetOf(expression: string, line: number, column: number): number {
  const lines = expression.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const bytes = utf8.encode(lines[line - 1] ?? '').subarray(0, Math.max(0, column - 1));
  return Math.min(expression.length, before + fromUtf8.decode(bytes).length);
}

function reworded(message: string): string {
  if (message.startsWith('Top-level program not given')) return 'There is no expression here.';
  if (message.startsWith('module not found')) return 'import and include are not available: there are no modules.';
  return message.replace('INVALID_CHARACTER', 'character');
}
