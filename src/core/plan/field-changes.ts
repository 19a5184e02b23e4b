import type { Automation } from '../automation.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { jsonPointer } from '../source/place-finding.ts';
import type { Path } from '../source/places.ts';
import { canonicalValue, hasRenderedKey, type PlaceKind, placeKindBelow, withDefaults } from './canonical-form.ts';

/** A field that changes: a JSON Pointer (RFC 6901) and the values before and after; absent means there was none. */
export type FieldChange = { path: string; before?: Json; after?: Json };

/**
 * Compares two definitions as deeply as possible. A pointer leads into the new definition or, for something removed,
 * into the old one. Differences without effect (order of keys, layout of jq) are ignored.
 */
export function fieldChanges(before: Automation, after: Automation): FieldChange[] {
  const changes: FieldChange[] = [];
  compare(withDefaults(before), withDefaults(after), [], 'definition', changes);
  return changes;
}

function compare(before: Json, after: Json, path: Path, kind: PlaceKind, changes: FieldChange[]): void {
  if (canonicalValue(before, kind) === canonicalValue(after, kind)) return;
  if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, path, kind, changes);
  else if (isComparable(before, kind) && isComparable(after, kind)) compareObjects(before, after, path, kind, changes);
  else changes.push({ path: jsonPointer(path), before, after });
}

/** False for an object whose key order matters: its members are not compared one by one. */
function isComparable(value: Json, kind: PlaceKind): value is JsonObject {
  return isObject(value) && !hasRenderedKey(value, kind);
}

function compareObjects(
  before: JsonObject,
  after: JsonObject,
  path: Path,
  kind: PlaceKind,
  changes: FieldChange[],
): void {
  const old = new Map(Object.entries(before));
  for (const [key, value] of Object.entries(after)) {
    const below = [...path, key];
    const was = old.get(key);
    old.delete(key);
    if (was === undefined) changes.push({ path: jsonPointer(below), after: value });
    else compare(was, value, below, placeKindBelow(kind, key), changes);
  }
  for (const [key, value] of old) changes.push({ path: jsonPointer([...path, key]), before: value });
}

/** Compares lists after removing their common start and end. */
function compareLists(
  before: readonly Json[],
  after: readonly Json[],
  path: Path,
  kind: PlaceKind,
  changes: FieldChange[],
): void {
  const [old, fresh] = [before, after].map((list) => list.map((item) => canonicalValue(item, kind))) as [
    string[],
    string[],
  ];
  const shorter = Math.min(old.length, fresh.length);
  let start = 0;
  while (start < shorter && old[start] === fresh[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const was = before.slice(start, before.length - tail);
  const is = after.slice(start, after.length - tail);
  for (let index = 0; index < Math.max(was.length, is.length); index += 1) {
    const [from, to] = [was[index], is[index]];
    const below = [...path, start + index];
    if (from !== undefined && to !== undefined) compare(from, to, below, kind, changes);
    else if (to !== undefined) changes.push({ path: jsonPointer(below), after: to });
    else if (from !== undefined) changes.push({ path: jsonPointer(below), before: from });
  }
}
