import { isObject, type Json, type JsonObject } from '../../core/json.ts';

/**
 * Compares values in jq's total order: null, false, true, numbers, strings by code point, arrays, objects. Returns a
 * negative number, 0 or a positive number.
 */
export function compare(left: Json, right: Json): number {
  if (left === right) return 0;
  const kind = rank(left) - rank(right);
  if (kind !== 0) return kind;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(left, right);
  return isObject(left) && isObject(right) ? compareObjects(left, right) : 0;
}

/** Equality in jq's order, with a fast path for scalars. */
export function equal(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left === 'string' && typeof right === 'string') return equalText(left, right);
  return compare(left, right) === 0;
}

/** Different strings may be equal in jq: half a surrogate pair becomes U+FFFD, which has the same length. */
function equalText(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let at = 0;
  while (at < left.length && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  if (!isSurrogate(left.charCodeAt(at)) && !isSurrogate(right.charCodeAt(at))) return false;
  return whole(left) === whole(right);
}

function rank(value: Json): number {
  if (value === null) return 0;
  if (value === false) return 1;
  if (value === true) return 2;
  if (typeof value === 'number') return Number.isFinite(value) ? 3 : 0;
  if (typeof value === 'string') return 4;
  return Array.isArray(value) ? 5 : 6;
}

/**
 * Compares by code point, as jq does; JavaScript compares UTF-16 units, which puts characters beyond the BMP before
 * U+E000.
 */
function compareText(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  let at = 0;
  while (at < shorter && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  const one = left.charCodeAt(at);
  const other = right.charCodeAt(at);
  if (isSurrogate(one) || isSurrogate(other)) {
    const [wholeLeft, wholeRight] = [whole(left), whole(right)];
    if (wholeLeft !== left || wholeRight !== right) return compareText(wholeLeft, wholeRight);
    if (isSurrogate(one) !== isSurrogate(other) && at < shorter) return isSurrogate(one) ? 1 : -1;
  }
  return at < shorter ? one - other : left.length - right.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** A string as jq receives it: half a surrogate pair becomes U+FFFD. */
function whole(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function compareLists(left: readonly Json[], right: readonly Json[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compare(value, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Compares the sorted keys as lists first, then the values in the order of the keys. */
function compareObjects(left: JsonObject, right: JsonObject): number {
  const keys = Object.keys(left).sort(compareText);
  const byKeys = compareLists(keys, Object.keys(right).sort(compareText));
  if (byKeys !== 0) return byKeys;
  for (const key of keys) {
    const order = compare(left[key] ?? null, right[key] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}
