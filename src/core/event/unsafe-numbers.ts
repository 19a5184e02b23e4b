import { isObject, type Json } from '../json.ts';
import type { Path } from '../source/places.ts';

/** A whole number beyond 2^53, where neighbours are one and the same to readers of JSON. */
export type UnsafeNumber = { path: Path; value: number };

/** More of them say nothing new. */
const most = 5;

/**
 * The whole numbers of a value that may have lost digits when they were read. They are told and not kept: Port's own
 * services read JSON as JavaScript does, so a definition that compares them behaves there as it does here.
 */
export function unsafeNumbers(value: Json): UnsafeNumber[] {
  const found: UnsafeNumber[] = [];
  collect(value, [], found);
  return found;
}

function collect(value: Json, path: Path, found: UnsafeNumber[]): void {
  if (found.length >= most) return;
  if (typeof value === 'number') {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) found.push({ path, value });
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, [...path, index], found);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) collect(value[key] ?? null, [...path, key], found);
  }
}

/** What to say of such a number in an event. */
export function unsafeNumberSentence({ value }: UnsafeNumber): string {
  return (
    `The number is read as ${value}: whole numbers beyond 9007199254740991 lose digits, so a condition may not match it ` +
    'and a call may send another one; send it as text.'
  );
}
