import { isObject, type Json } from '../json.ts';
import type { Part, Path } from './places.ts';

/** Receives a string or key and its path. The path array is reused, so copy it to keep it. */
type Visit = (text: string, path: Path, part: Part) => void;

/**
 * Visits every string of a value and every key of its objects, in written order. One path array is reused, because
 * hardly any of the thousands of strings needs its path.
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
      // Not `Object.keys`, which would allocate a list for each of the thousands of objects.
      for (const key in inner) {
        path.push(key);
        visit(key, path, 'key');
        walk(inner[key] ?? null);
        path.pop();
      }
    }
  }
}
