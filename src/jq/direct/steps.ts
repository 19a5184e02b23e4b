import type { Json } from '../../core/json.ts';

/** An evaluation that ended without a value: with jq's error, or because only jq can tell (`null`). */
export class Stop {
  readonly error: string | null;
  constructor(error: string | null) {
    this.error = error;
  }
}

/**
 * A step of a simple expression: one value in, one value or a stop out. `reads` holds what was read of the input
 * before; it is absent where the input is not the expression's own.
 */
export type Step = (input: Json, reads?: Json[]) => Json | Stop;

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

/** jq's error for a path that a value does not have. jq cuts long keys in its message, at a length in bytes: those are left to it. */
export function indexError(value: Json, key: string, keyType: string): Stop {
  if (!/^[ -~]{1,20}$/.test(key)) return askJq;
  return new Stop(`Cannot index ${typeName(value)} with ${keyType} (${key})`);
}
