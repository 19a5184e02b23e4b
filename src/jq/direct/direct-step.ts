import type { Json } from '../../core/json.ts';

/** An evaluation that ended without a value: with jq's error, or with null if only jq can tell. */
export class Stop {
  readonly error: string | null;
  constructor(error: string | null) {
    this.error = error;
  }
}

/**
 * A step of a simple expression: takes a value and returns a value or a stop. `reads` caches what was read from the
 * input; it is absent if the input is not that of the whole expression.
 */
export type DirectStep = (input: Json, reads?: Json[]) => Json | Stop;

/** The stop that delegates the input to jq. */
export const askJq = new Stop(null);

/** Truthiness in jq: everything except null and false. */
export function isTrue(value: Json): boolean {
  return value !== null && value !== false;
}

/** jq's name for the type of a value. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/**
 * jq's error for a path that a value does not have. Long keys are delegated to jq, which truncates them at a number of
 * bytes.
 */
export function indexError(value: Json, key: string, keyType: string): Stop {
  if (!/^[ -~]{1,20}$/.test(key)) return askJq;
  return new Stop(`Cannot index ${typeName(value)} with ${keyType} (${key})`);
}
