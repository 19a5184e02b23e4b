import type { Range } from '../issue.ts';
import { indexLines } from './lines.ts';
import { encodeText, type Notation } from './notation.ts';

/** The way from a document's root to one of its values: object keys and array indexes. */
export type Path = readonly (string | number)[];

/** A member of an object has two places: its key and its value. */
export type Part = 'key' | 'value';

/** Where the parts of one document stand in its file. */
export type Places = {
  /** The range of a value or of its key; where the path ends early, that of the nearest ancestor. */
  range(path: Path, part?: Part): Range;
  /** The range of a stretch of the string at a path, `start` and `end` being UTF-16 offsets inside its value. */
  within(path: Path, start: number, end: number, part?: Part): Range;
  /**
   * New text in the notation of the string at a path: the whole string with its quotes, or escaped for a stretch
   * `inside` of them. Undefined where it cannot be written without rewriting more of the file.
   */
  encode(path: Path, text: string, options: { part?: Part; inside: boolean }): string | undefined;
};

/** A stretch of a text by offsets, end exclusive. */
export type Span = { start: number; end: number };

/** What a format knows of one node: its span, and for a string where each unit of its value was written. */
export type LocatedNode = Span & {
  notation: Notation;
  /** `length + 1` offsets, the last for the end of the string; null when the node is no string. */
  offsets(): readonly number[] | null;
};

/** Finds a node of a parsed document, or null when the document has none at that path. */
export type Locate = (path: Path, part: Part) => LocatedNode | null;

/**
 * Places over a parser that is asked only when somebody wants to know: thousands of files without an issue
 * never pay for a position tree.
 */
export function lazyPlaces(text: string, parse: () => Locate): Places {
  let parsed: { locate: Locate; at: (span: Span) => Range } | undefined;
  const open = () => {
    if (!parsed) {
      const lines = indexLines(text);
      parsed = { locate: parse(), at: (span) => ({ start: lines.at(span.start), end: lines.at(span.end) }) };
    }
    return parsed;
  };
  return {
    range(path, part = 'value') {
      const { locate, at } = open();
      return at(nearest(locate, path, part));
    },
    within(path, start, end, part = 'value') {
      const { locate, at } = open();
      const node = locate(path, part);
      const offsets = node?.offsets();
      const from = offsets?.[Math.min(start, offsets.length - 1)];
      if (!offsets || from === undefined) return at(nearest(locate, path, part));
      // The stretch ends behind its last character, wherever the next one stands (it may be lines below).
      const last = offsets[Math.max(start, Math.min(end, offsets.length - 1) - 1)] ?? from;
      const behind = offsets[Math.min(Math.max(end, start), offsets.length - 1)] ?? last + 1;
      return at({ start: from, end: end > start ? Math.max(from + 1, endOfUnit(text, last, behind)) : from });
    },
    encode(path, value, { part = 'value', inside }) {
      const node = open().locate(path, part);
      return node ? encodeText(value, node.notation, inside) : undefined;
    },
  };
}

/** The same places seen from a value further down, such as one definition of an array. */
export function placesBelow(places: Places, base: Path): Places {
  return {
    range: (path, part) => places.range([...base, ...path], part),
    within: (path, start, end, part) => places.within([...base, ...path], start, end, part),
    encode: (path, text, options) => places.encode([...base, ...path], text, options),
  };
}

function nearest(locate: Locate, path: Path, part: Part): Span {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = locate(path.slice(0, length), length === path.length ? part : 'key');
    if (node) return node;
  }
  return { start: 0, end: 0 };
}

function endOfUnit(text: string, last: number, behind: number): number {
  const lineEnd = text.indexOf('\n', last);
  return lineEnd !== -1 && lineEnd < behind ? last + 1 : behind;
}
