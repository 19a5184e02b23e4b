import type { YAMLParseError } from 'yaml';

/** What is wrong, as our sentence without its beginning, and where to mend it. */
export type Told = { message: string; start: number; end: number };

/** A mistake that the parser names by its code and its words, what we say of it, and the place if that is another one. */
type Known = {
  code: YAMLParseError['code'];
  words: RegExp;
  message: string | ((text: string, start: number) => string);
  place?: (text: string, start: number) => number;
};

/** Most of them are wrong indentation, which the parser notices only by what follows from it. */
const known: readonly Known[] = [
  {
    code: 'BLOCK_AS_IMPLICIT_KEY',
    words: /^Nested mappings/,
    message:
      'this line is indented further than the key above it, which has a value already; indent it like that key, or quote the value if this is part of it.',
    place: nextLine,
  },
  {
    code: 'BLOCK_AS_IMPLICIT_KEY',
    words: /^A block sequence/,
    message: 'this item stands at another column than the others of its list; indent all of them alike.',
  },
  {
    code: 'BAD_INDENT',
    words: /^All mapping items/,
    message:
      'this line is indented neither like the keys above it nor like what belongs to them; indent it like one of those.',
  },
  {
    code: 'BAD_INDENT',
    words: /^All sequence items/,
    message: 'this item stands at another column than the others of its list; indent all of them alike.',
  },
  {
    code: 'BAD_INDENT',
    words: /^Flow /,
    message: 'what stands inside of brackets, and the closing one, must be indented further than the key before them.',
  },
  {
    code: 'MISSING_CHAR',
    words: /^Sequence item without/,
    message:
      'this line is indented neither like an item of the list above it nor like a key of such an item; indent it like one of those, or begin it with "- ".',
  },
  {
    code: 'MISSING_CHAR',
    words: /^Implicit map keys need/,
    message: (text, start) =>
      `${lacksColon(text, start)}; write \`key: value\`, or indent it further if it continues the text above.`,
  },
  {
    code: 'MULTILINE_IMPLICIT_KEY',
    words: /./,
    message: (text, start) =>
      `${lacksColon(text, start)}; write \`key: value\`, or correct how this line and the next are indented.`,
  },
  {
    code: 'UNEXPECTED_TOKEN',
    words: /at node end$/,
    message: (text, start) =>
      lineBefore(text, start).trim() === ''
        ? 'this line does not belong to what stands above it; indent it like the first line.'
        : 'the text goes on behind the end of its value; put all of it in one pair of quotes.',
  },
  {
    code: 'UNEXPECTED_TOKEN',
    words: /^Unexpected block-seq-ind on same line/,
    message:
      'a list cannot begin on the line of its key; begin it on the next line, or put the value in quotes if - is part of its text.',
  },
  {
    code: 'UNEXPECTED_TOKEN',
    words: /^Block scalar header/,
    message: 'text cannot stand on the line of | or >; begin it on the next line, indented.',
  },
  {
    code: 'UNEXPECTED_TOKEN',
    words: /^Unexpected flow-(?:map|seq)-end/,
    message: (text, start) =>
      `the bracket ${text[start]} closes nothing; remove it, or put the value in quotes if it is part of its text.`,
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
      'a line that begins with % must be followed by a line of three dashes (---); write that line before this one.',
  },
  {
    code: 'MISSING_CHAR',
    words: /^Comments must/,
    message: 'a comment needs a space before its #; if # is part of the value, put the value in quotes.',
  },
  {
    code: 'BLOCK_IN_FLOW',
    words: /./,
    message: 'inside of brackets, items are separated by commas, and lists and maps have brackets of their own.',
  },
  {
    code: 'BAD_DQ_ESCAPE',
    words: /./,
    message: 'this is no escape of a text in double quotes; write the backslash twice, or use single quotes.',
  },
];

/** What we say of a mistake that many make, in place of the parser's own words; null for the others. */
export function knownMistake(text: string, { code, message, pos }: YAMLParseError): Told | null {
  const found = known.find((one) => one.code === code && one.words.test(message));
  if (!found) return null;
  const start = firstVisible(text, found.place?.(text, pos[0]) ?? pos[0]);
  const end = Math.max(start + 1, Math.min(pos[1], endOfLine(text, start)));
  return { message: typeof found.message === 'string' ? found.message : found.message(text, start), start, end };
}

function lacksColon(text: string, start: number): string {
  const line = text.slice(start, endOfLine(text, start));
  if (/^["']?[\w.-]+["']?:\S/.test(line)) return 'a space is missing behind the colon';
  return /:(?:\s|$)/.test(line) ? 'a key must stand on one line' : 'this line has no colon behind a key';
}

/** The line below that holds something. */
function nextLine(text: string, at: number): number {
  const next = /\S/.exec(text.slice(endOfLine(text, at)));
  return next === null ? at : endOfLine(text, at) + next.index;
}

function firstVisible(text: string, at: number): number {
  const blanks = /^[ \t]*/.exec(text.slice(at, at + 1_000))?.[0].length ?? 0;
  return /\s/.test(text.charAt(at + blanks)) ? at : Math.min(at + blanks, Math.max(at, text.length - 1));
}

/** What stands on a line before a place. */
export function lineBefore(text: string, at: number): string {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
}

/** Where the line of a place ends. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end === -1) return text.length;
  return end > at && text[end - 1] === '\r' ? end - 1 : end;
}
