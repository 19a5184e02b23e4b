import { isObject, type Json } from '../../core/json.ts';

/** An evaluation that ended without a value: with jq's error, or because only jq can tell (`null`). */
export class Stop {
  readonly error: string | null;
  constructor(error: string | null) {
    this.error = error;
  }
}

/** A step of a simple expression: one value in, one value or a stop out. */
export type Step = (input: Json) => Json | Stop;

/** The stop that leaves the input to jq. */
export const askJq = new Stop(null);

/** jq's truth: everything but null and false. */
export function isTrue(value: Json): boolean {
  return value !== null && value !== false;
}

/** The name jq gives to a value's type. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** Reads a path of object keys and array indices; null has every path, and it leads to null. */
export function pathStep(keys: readonly (string | number)[]): Step {
  return (input) => {
    let value = input;
    for (const key of keys) {
      if (value === null) return null;
      if (typeof key === 'number') {
        if (!Array.isArray(value)) return indexError(value, String(key), 'number');
        value = value.at(key) ?? null;
      } else if (isObject(value)) {
        value = Object.hasOwn(value, key) ? (value[key] ?? null) : null;
      } else return indexError(value, JSON.stringify(key), 'string');
    }
    // Such a number is written as null on its way to jq.
    return typeof value === 'number' && !Number.isFinite(value) ? null : value;
  };
}

/** jq cuts long keys in its message, at a length in bytes: those are left to it. */
function indexError(value: Json, key: string, keyType: string): Stop {
  if (!/^[ -~]{1,20}$/.test(key)) return askJq;
  return new Stop(`Cannot index ${typeName(value)} with ${keyType} (${key})`);
}
