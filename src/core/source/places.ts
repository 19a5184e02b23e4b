import type { Range } from '../issue/issue.ts';
import type { Lines } from './lines.ts';
import { encodeText, type Notation } from './notation.ts';

/** The path from the root of a document to a value: object keys and array indexes. */
export type Path = readonly (string | number)[];

/** The two parts of an object member. */
export type Part = 'key' | 'value';

/** Locates the parts of a document in its file. */
export type Places = {
  /** The range of a value or its key; if the path does not exist, the range of the nearest ancestor. */
  range(path: Path, part?: Part): Range;
  /** The range of part of the string at a path; `start` and `end` are UTF-16 offsets in its value. */
  within(path: Path, start: number, end: number, part?: Part): Range;
  /**
   * Writes text in the notation of the string at a path: a whole string with quotes or, with `inside`, escaped for use
   * within one. Undefined if it cannot be written without changing more of the file.
   */
  encode(path: Path, text: string, options: { part?: Part; inside: boolean }): string | undefined;
};

/** A range in a text by offsets, end exclusive. */
export type Span = { start: number; end: number };

/** A located node: its span and, for a string, where each unit of its value was written. */
export type LocatedNode = Span & {
  notation: Notation;
  /** The offset of each unit, and of the end of the string; null if the node is not a string. */
  offsets(): readonly number[] | null;
};

/** Finds the node at a path in a parsed document; null if there is none. */
export type Locate = (path: Path, part: Part) => LocatedNode | null;

/** Parses a text and returns a locator for each of its documents, by their index. */
export type LocateDocuments = (text: string) => (document: number) => Locate;

/**
 * Locates the parts of documents with a parser that runs once for all documents, and only on demand: the thousands of
 * files without an issue never need positions.
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
      // The range ends after its last character, wherever the next one is (it may be lines below).
      const last = offsets[Math.max(start, Math.min(end, offsets.length - 1) - 1)] ?? from;
      const behind = offsets[Math.min(Math.max(end, start), offsets.length - 1)] ?? last + 1;
      return at({ start: from, end: end > start ? Math.max(from + 1, endOfUnit(text, last, behind)) : from });
    },
    encode(path, value, { part = 'value', inside }) {
      const node = locate(path, part);
      // A part that cannot be traced is shown as the whole string, which must not be replaced.
      if (!node || (inside && node.offsets() === null)) return undefined;
      return encodeText(value, node.notation, inside);
    },
  };
}

/** Locates parts relative to a nested value, such as one definition in an array. */
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
  // Not a search in the whole text: a file may be a single line.
  return text.slice(last, behind).includes('\n') ? last + 1 : behind;
}
