import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { Path } from '../../source/places.ts';

/** A JSON value whose strings are expressions, replaced by the slots of their results. */
export type Outline =
  | { slot: number }
  | { fields: readonly [string, Outline][] }
  | { items: readonly Outline[] }
  | { value: Json };

/** An expression and its path. */
export type ExpressionSite = { text: string; path: Path };

/**
 * An outline with its expressions in the order of their slots; `files` are the paths of strings that ask for the
 * content of a file.
 */
export type Outlined = { outline: Outline; sites: ExpressionSite[]; files: Path[] };

/** Extracts the expressions from a value: every string is one, except `file://…`, which becomes null. */
export function outlineOf(value: Json, path: Path): Outlined {
  const sites: ExpressionSite[] = [];
  const files: Path[] = [];
  const walk = (part: Json, at: Path): Outline => {
    if (isObject(part))
      return { fields: Object.entries(part).map(([key, member]) => [key, walk(member, [...at, key])]) };
    if (Array.isArray(part)) return { items: part.map((item, index) => walk(item, [...at, index])) };
    if (typeof part !== 'string') return { value: part };
    if (part.startsWith('file://')) {
      files.push(at);
      return { value: null };
    }
    sites.push({ text: part, path: at });
    return { slot: sites.length - 1 };
  };
  return { outline: walk(value, path), sites, files };
}

/** Fills the results into an outline; fields and items with an undefined result are omitted. */
export function fillOutline(outline: Outline, answer: (slot: number) => Json | undefined): Json | undefined {
  if ('value' in outline) return outline.value;
  if ('slot' in outline) return answer(outline.slot);
  if ('items' in outline) {
    return outline.items.map((item) => fillOutline(item, answer)).filter((item) => item !== undefined);
  }
  const filled: JsonObject = {};
  for (const [key, member] of outline.fields) {
    const value = fillOutline(member, answer);
    if (value !== undefined) filled[key] = value;
  }
  return filled;
}
