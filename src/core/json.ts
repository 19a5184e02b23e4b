/** Any JSON value, as RFC 8259 has it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. Its keys come from users: read them with `Object.hasOwn`, never trust a prototype. */
export type JsonObject = { [key: string]: Json };

/** A JSON Schema (draft 2020-12), written as data in the code that it describes. */
export type JsonSchema = { readonly [key: string]: unknown };

/** True for a JSON object, not for an array and not for null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of object keys, or undefined where the path ends early. */
export function valueAt(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  let current = value;
  for (const key of keys) {
    if (!isObject(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

/** The JSON object that a text holds; null when it is no JSON, or no object. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value: Json = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
