import type { Position } from '../issue/issue.ts';

/** Converts between offsets and positions of a text; lines end in LF or CRLF, as editors and GitHub count them. */
export type Lines = {
  /** The position of a UTF-16 offset; an offset past the end gives the end. */
  at(offset: number): Position;
  /** The UTF-16 offset of a position; a column past the end of the line gives that end. */
  offset(position: Position): number;
};

/** Indexes the lines of a text without a byte order mark, on first use. */
export function indexLines(text: string): Lines {
  let found: number[] | undefined;
  return {
    at(offset) {
      found ??= startsOf(text);
      const starts = found;
      const target = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((starts[middle] ?? 0) <= target) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: target - (starts[low] ?? 0) + 1 };
    },
    offset({ line, column }) {
      found ??= startsOf(text);
      return Math.min((found[line - 1] ?? text.length) + column - 1, found[line] ?? text.length);
    },
  };
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
