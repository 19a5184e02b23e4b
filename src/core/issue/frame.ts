import type { Range } from './issue.ts';

/** Maximum width of a line in a frame, without the gutter. */
const maxWidth = 100;

/**
 * Of a longer line, only the part around the place is processed: a minified file is one line with thousands of places.
 */
const maxLine = 600;

/** Splits a text into lines, to be shared by the frames of all its issues. */
export function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/);
}

/** Looks up the lines of a file; each file is split once, when first asked for. */
export function linesOfFiles(texts: ReadonlyMap<string, string>): (file: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[]>();
  return (file) => {
    const text = texts.get(file);
    if (text !== undefined && !known.has(file)) known.set(file, linesOf(text));
    return known.get(file);
  };
}

/**
 * The lines of a text around a place, with a gutter and carets under the place:
 *
 *       3 |   "event": {
 *       4 |     "blueprint": "service"
 *         |     ^^^^^^^^^^^
 *
 * Tabs become two spaces, wide characters count as two columns, control characters become a dot, and a long line is
 * clipped around the place.
 */
export function frame(lines: readonly string[], range: Range): string {
  const { line } = range.start;
  const whole = lines[line - 1] ?? '';
  const left = whole.length > maxLine ? Math.max(0, range.start.column - maxLine / 4) : 0;
  const near = (text: string) => text.slice(left, left + maxLine);
  const current = near(whole);
  const column = range.start.column - left;
  const end = range.end.line === line ? range.end.column - left - 1 : current.trimEnd().length;
  const cells = cellsOf(current);
  const from = columnOf(cells, column - 1);
  const to = Math.max(from + 1, columnOf(cells, end));
  const clipped = clip(cells, from, to);
  const width = String(line).length;
  const before = line > 1 ? cut(cellsOf(near(lines[line - 2] ?? '')), clipped.start) : '';
  return [
    ...(before.trim() === '' ? [] : [gutter(String(line - 1), width, before)]),
    gutter(String(line), width, clipped.text),
    gutter(
      '',
      width,
      ' '.repeat(from - clipped.start) + '^'.repeat(Math.min(to - from, maxWidth - (from - clipped.start))),
    ),
  ].join('\n');
}

/** A displayed character: its text, its width in columns, and its first and next UTF-16 offsets. */
type Cell = { text: string; width: number; column: number; offset: number; next: number };

function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  let offset = 0;
  for (const character of line) {
    const { text, width } = display(character);
    const next = offset + character.length;
    cells.push({ text, width, column, offset, next });
    column += width;
    offset = next;
  }
  return cells;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

function display(character: string): { text: string; width: number } {
  // The fast path for most characters.
  if (character >= ' ' && character <= '~') return { text: character, width: 1 };
  if (character === '\t') return { text: '  ', width: 2 };
  // A file may contain terminal escape sequences, or characters that change the direction of the text.
  if (/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(character)) return { text: '·', width: 1 };
  if (/\p{M}|[\u200b-\u200d]/u.test(character)) return { text: character, width: 0 };
  return { text: character, width: wide.test(character) ? 2 : 1 };
}

function columnOf(cells: readonly Cell[], offset: number): number {
  const cell = cells.find((one) => offset < one.next);
  const last = cells.at(-1);
  return cell ? cell.column : last ? last.column + last.width : 0;
}

function clip(cells: readonly Cell[], from: number, to: number): { text: string; start: number } {
  const last = cells.at(-1);
  const total = last ? last.column + last.width : 0;
  // Show the whole line if it fits; otherwise put the place in the first third.
  const room = Math.max(0, maxWidth - Math.min(maxWidth, to - from));
  const start = total <= maxWidth ? 0 : Math.max(0, Math.min(from - Math.min(room, maxWidth / 3), total - maxWidth));
  const aligned = Math.floor(cells.find((cell) => cell.column >= start)?.column ?? 0);
  return { text: cut(cells, aligned, from === aligned), start: aligned };
}

/** The part of a line that is shown, with a mark in place of what is left out; `keepFirst`: never of the first character. */
function cut(cells: readonly Cell[], start: number, keepFirst = false): string {
  const shown = cells.filter((cell) => cell.column >= start && cell.column + cell.width <= start + maxWidth);
  const last = cells.at(-1);
  const more = last !== undefined && last.column + last.width > start + maxWidth ? '…' : '';
  const [first, ...rest] = shown;
  const mark = first && start > 0 && !keepFirst ? '…'.padEnd(first.width) : (first?.text ?? '');
  return mark + rest.map((cell) => cell.text).join('') + more;
}

function gutter(number: string, width: number, text: string): string {
  return `${number.padStart(width + 2)} | ${text}`.trimEnd();
}
