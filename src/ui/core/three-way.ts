import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { type KeyPath, withJsonAt } from './json-at.ts';

/** One field that differs between two people's versions; undefined if it is absent. */
export type FieldDifference = {
  path: KeyPath;
  base: Json | undefined;
  mine: Json | undefined;
  theirs: Json | undefined;
  /** Who changed it; `both` means that only one of the changes can stay. */
  by: 'me' | 'them' | 'both';
};

/** The fields that differ between two definitions that began as the same one. */
export function changesOf(
  base: Json | undefined,
  mine: Json | undefined,
  theirs: Json | undefined,
  path: KeyPath = [],
): FieldDifference[] {
  if (isSame(mine, theirs)) return [];
  if (isObject(mine) && isObject(theirs)) {
    const started = isObject(base) ? base : {};
    const names = new Set([...Object.keys(started), ...Object.keys(theirs), ...Object.keys(mine)]);
    return [...names].flatMap((name) => {
      return changesOf(memberOf(started, name), memberOf(mine, name), memberOf(theirs, name), [...path, name]);
    });
  }
  const by = isSame(base, theirs) ? 'me' : isSame(base, mine) ? 'them' : 'both';
  return [{ path, base, mine, theirs, by }];
}

/** My definition with what only they changed. */
export function withTheirs(mine: JsonObject, changes: readonly FieldDifference[]): JsonObject {
  const merged = changes.reduce((kept: Json, { path, theirs, by }) => {
    return by === 'them' ? withJsonAt(kept, path, theirs) : kept;
  }, mine);
  return isObject(merged) ? merged : mine;
}

/** Whether two values mean the same; the order of an object's keys means nothing. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}

function memberOf(value: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
