import { isObject, type Json, type JsonObject, valueAt } from '../../core/json.ts';

/** The way to a value within JSON: keys of objects, from the outside in. */
export type KeyPath = readonly string[];

/** The value at a path; undefined where there is none. A definition that is being typed may lack anything. */
export function jsonAt(value: Json | undefined, path: KeyPath): Json | undefined {
  return valueAt(value, ...path);
}

/** The text at a path, or empty text. */
export function textAt(value: Json | undefined, path: KeyPath): string {
  const found = jsonAt(value, path);
  return typeof found === 'string' ? found : '';
}

/** The object at a path, or an empty object. */
export function objectAt(value: Json | undefined, path: KeyPath): JsonObject {
  const found = jsonAt(value, path);
  return isObject(found) ? found : {};
}

/**
 * A copy with `next` at the path, and everything else as it was, in its order. `undefined` removes the field. A value
 * on the path that is not an object is replaced.
 */
export function withJsonAt(value: Json | undefined, path: KeyPath, next: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return next ?? null;
  const copy: JsonObject = isObject(value) ? { ...value } : {};
  if (rest.length === 0 && next === undefined) delete copy[key];
  else copy[key] = rest.length === 0 ? (next ?? null) : withJsonAt(copy[key], rest, next);
  return copy;
}
