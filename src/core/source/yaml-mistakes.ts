import type { YAMLParseError } from 'yaml';

/** A mistake described by the rest of a sentence, and the place to fix. */
export type DescribedMistake = { message: string; start: number; end: number };

/** A common mistake: the parser's code and message for it, our message, and the place if it is a different one. */
type KnownMistake = {
  code: YAMLParseError['code'];
  words: RegExp;
  message: string | ((text: string, start: number) => string);
  place?: (text: string, start: number) => number;
};

/** Most are wrong indentation, which the parser only notices by its consequences. */
const known: readonly KnownMistake[] = [
  {
    code: 'BLOCK_AS_IMPLICIT_KEY',
    words: /^Nested mappings/,
    message:
      'this line is indented more than the key above it, which already has a value; indent it like that key, or quote the value if this line is part of it.',
    place: nextLine,
  },
  {
    code: 'BLOCK_AS_IMPLICIT_KEY',
    words: /^A block sequence/,
    message: 'this item is not aligned with the others in its list; indent all items equally.',
  },
  {
    code: 'BAD_INDENT',
    words: /^All mapping items/,
    message: 'this line is aligned neither with the keys above it nor with their values; indent it like one of them.',
  },
  {
    code: 'BAD_INDENT',
    words: /^All sequence items/,
    message: 'this item is not aligned with the others in its list; indent all items equally.',
  },
  {
    code: 'BAD_INDENT',
    words: /^Flow /,
    message: 'the content of brackets, and the closing bracket, must be indented more than the key before them.',
  },
  {
    code: 'MISSING_CHAR',
    words: /^Sequence item without/,
    message:
      'this line is aligned neither with the items of the list above it nor with their keys; indent it like one of them, or start it with "- ".',
  },
  {
    code: 'MISSING_CHAR',
    words: /^Implicit map keys need/,
    message: (text, start) =>
      `${lacksColon(text, start)}; write \`key: value\`, or indent it more if it continues the text above.`,
  },
  {
    code: 'MULTILINE_IMPLICIT_KEY',
    words: /./,
    message: (text, start) =>
      `${lacksColon(text, start)}; write \`key: value\`, or correct the indentation of this line and the next.`,
  },
  {
    code: 'UNEXPECTED_TOKEN',
    words: /at node end$/,
    message: (text, start) =>
      lineBefore(text, start).trim() === ''
        ? 'this line does not belong to the value above it; indent it like the first line.'
        : 'there is more text after the end of the value; put all of it in one pair of quotes.',
  },
  {
    code: 'UNEXPECTED_TOKEN',
    words: /^Unexpected block-seq-ind on same line/,
    message:
      'a list cannot start on the same line as its key; start it on the next line, or quote the value if - is part of the text.',
  },
  {
    code: 'UNEXPECTED_TOKEN',
    words: /^Block scalar header/,
    message: 'text cannot start on the same line as | or >; start it on the next line, indented.',
  },
  {
    code: 'UNEXPECTED_TOKEN',
    words: /^Unexpected flow-(?:map|seq)-end/,
    message: (text, start) =>
      `the bracket ${text[start]} has no opening bracket; remove it, or quote the value if it is part of the text.`,
  },
  {
    code: 'UNEXPECTED_TOKEN',
    words: /^Unexpected ,|^Unexpected empty item/,
    message: 'a value is missing before this comma; remove the comma.',
  },
  {
    code: 'MISSING_CHAR',
    words: /^Missing , /,
    message: 'a comma is missing before this, or the value needs quotes.',
  },
  {
    code: 'MISSING_CHAR',
    words: /^Missing directives-end/,
    message:
      'a line that starts with % must be followed by a line with three dashes (---); add that line before this one.',
  },
  {
    code: 'MISSING_CHAR',
    words: /^Comments must/,
    message: 'a comment needs a space before its #; if # is part of the value, put the value in quotes.',
  },
  {
    code: 'BLOCK_IN_FLOW',
    words: /./,
    message: 'inside brackets, separate items with commas, and write lists and maps in brackets too.',
  },
  {
    code: 'BAD_DQ_ESCAPE',
    words: /./,
    message: 'this is not a valid escape sequence in double quotes; double the backslash, or use single quotes.',
  },
];

/** Describes a common mistake in our own words; null for any other. */
export function knownMistake(text: string, { code, message, pos }: YAMLParseError): DescribedMistake | null {
  const found = known.find((one) => one.code === code && one.words.test(message));
  if (!found) return null;
  const start = firstVisible(text, found.place?.(text, pos[0]) ?? pos[0]);
  const end = Math.max(start + 1, Math.min(pos[1], endOfLine(text, start)));
  return { message: typeof found.message === 'string' ? found.message : found.message(text, start), start, end };
}

function lacksColon(text: string, start: number): string {
  const line = text.slice(start, endOfLine(text, start));
  if (/^["']?[\w.-]+["']?:\S/.test(line)) return 'a space is missing after the colon';
  return /:(?:\s|$)/.test(line) ? 'a key must be on one line' : 'this line has no colon after its key';
}

/** The start of the next line that is not empty. */
function nextLine(text: string, at: number): number {
  const next = /\S/.exec(text.slice(endOfLine(text, at)));
  return next === null ? at : endOfLine(text, at) + next.index;
}

function firstVisible(text: string, at: number): number {
  const blanks = /^[ \t]*/.exec(text.slice(at, at + 1_000))?.[0].length ?? 0;
  return /\s/.test(text.charAt(at + blanks)) ? at : Math.min(at + blanks, Math.max(at, text.length - 1));
}

/** The text of a line before an offset. */
export function lineBefore(text: string, at: number): string {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
}

/** The offset at the end of a line. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end === -1) return text.length;
  return end > at && text[end - 1] === '\r' ? end - 1 : end;
}
