import { isObject, type Json } from '../json.ts';
import type { Path } from '../source/places.ts';

/** An integer beyond 2^53, where JSON parsers no longer distinguish neighboring values. */
export type UnsafeNumber = { path: Path; value: number };

/** Further numbers would add no information. */
const maxFindings = 5;

/**
 * Finds integers that may have lost digits when they were parsed. They are only reported, not preserved: Port's own
 * services parse JSON as JavaScript does, so a definition that compares them behaves there as it does here.
 */
export function unsafeNumbers(value: Json): UnsafeNumber[] {
  const found: UnsafeNumber[] = [];
  collect(value, [], found);
  return found;
}

function collect(value: Json, path: Path, found: UnsafeNumber[]): void {
  if (found.length >= maxFindings) return;
  if (typeof value === 'number') {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) found.push({ path, value });
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, [...path, index], found);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) collect(value[key] ?? null, [...path, key], found);
  }
}

/** The message for such a number in an event. */
export function unsafeNumberMessage({ value }: UnsafeNumber): string {
  return (
    `The number is read as ${value}: integers beyond 9007199254740991 lose digits, so a condition may not match it ` +
    'and a call may send a different number. Send it as text.'
  );
}
