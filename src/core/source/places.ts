import type { Range } from '../issue/issue.ts';
import type { Lines } from './lines.ts';
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

/** Parses a text into one locator for each of its documents, which are numbered as the text has them. */
export type LocateDocuments = (text: string) => (document: number) => Locate;

/**
 * The places of a text's documents, over a parser that is asked once for all of them, and only when somebody wants to
 * know: thousands of files without an issue never pay for a position tree.
 */
export function lazyPlaces(text: string, lines: Lines, parse: LocateDocuments): (document: number) => Places {
  let parsed: ((document: number) => Locate) | undefined;
  return (document) =>
    placesOf(text, lines, (path, part) => {
      parsed ??= parse(text);
      return parsed(document)(path, part);
    });
}

function placesOf(text: string, lines: Lines, locate: Locate): Places {
  const at = ({ start, end }: Span): Range => ({ start: lines.at(start), end: lines.at(end) });
  return {
    range(path, part = 'value') {
      return at(nearest(locate, path, part));
    },
    within(path, start, end, part = 'value') {
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
      const node = locate(path, part);
      // A stretch that cannot be traced to its place in the file is shown as the whole string, which it must not replace.
      if (!node || (inside && node.offsets() === null)) return undefined;
      return encodeText(value, node.notation, inside);
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
  // Not a search in the whole text: all of a file may be one line.
  return text.slice(last, behind).includes('\n') ? last + 1 : behind;
}
