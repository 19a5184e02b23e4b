import { isObject, type Json } from '../json.ts';
import type { Part, Path } from './places.ts';

/** Is given a string or a key, and its place; `path` changes afterwards, so a copy has to be kept. */
type Visit = (text: string, path: Path, part: Part) => void;

/**
 * Visits every string of a value and every key of its objects, in the order they are written. There is one path for all of
 * them: of the thousands of strings in a repository hardly any is asked for its place.
 */
export function visitTexts(value: Json, base: Path, visit: Visit): void {
  const path = [...base];
  walk(value);

  function walk(inner: Json): void {
    if (typeof inner === 'string') {
      visit(inner, path, 'value');
    } else if (Array.isArray(inner)) {
      inner.forEach((item, index) => {
        path.push(index);
        walk(item);
        path.pop();
      });
    } else if (isObject(inner)) {
      // Not `Object.keys`: a list for each of the thousands of objects would be garbage at once.
      for (const key in inner) {
        path.push(key);
        visit(key, path, 'key');
        walk(inner[key] ?? null);
        path.pop();
      }
    }
  }
}
