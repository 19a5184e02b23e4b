import { isObject, type Json, type JsonObject } from '../json.ts';

/** Where a value is: keys and indexes from the root. */
export type EditPath = readonly (string | number)[];

/** One step from a value to another one; the steps of a list are carried out in its order. */
export type ValueEdit =
  | { kind: 'set'; path: EditPath; value: Json }
  | { kind: 'remove'; path: EditPath }
  /** A new key, behind the key `after` (null: as the first one), or a new item before the one that has the index now. */
  | { kind: 'add'; path: EditPath; value: Json; after: string | null };

/** Finds the smallest steps from one value to another; everything that stays the same is left alone. */
export function differences(before: Json, after: Json, path: EditPath = []): ValueEdit[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isObject(before) && isObject(after) && !isEmpty(before) && !isEmpty(after)) return ofObjects(before, after, path);
  if (Array.isArray(before) && Array.isArray(after) && before.length > 0 && after.length > 0) {
    return ofArrays(before, after, path);
  }
  return [{ kind: 'set', path, value: after }];
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

function ofObjects(before: JsonObject, after: JsonObject, path: EditPath): ValueEdit[] {
  const has = (object: JsonObject, key: string) => Object.hasOwn(object, key);
  // New keys come first: an object that loses all its keys has others by then.
  let last: string | null = null;
  const others = Object.entries(after).flatMap(([key, value]): ValueEdit[] => {
    const at = [...path, key];
    const edits: ValueEdit[] = has(before, key)
      ? differences(before[key] ?? null, value, at)
      : [{ kind: 'add', path: at, value, after: last }];
    last = key;
    return edits;
  });
  const gone = Object.keys(before).filter((key) => !has(after, key));
  return [...others, ...gone.map((key): ValueEdit => ({ kind: 'remove', path: [...path, key] }))];
}

function ofArrays(before: readonly Json[], after: readonly Json[], path: EditPath): ValueEdit[] {
  const same = (a: Json | undefined, b: Json | undefined) => JSON.stringify(a) === JSON.stringify(b);
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && same(before[start], after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && same(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const [old, next] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const paired = Math.min(old.length, next.length);
  const changed = Array.from({ length: paired }, (_, index) =>
    differences(old[index] ?? null, next[index] ?? null, [...path, start + index]),
  ).flat();
  const removed = Array.from(
    { length: old.length - paired },
    (_, index): ValueEdit => ({ kind: 'remove', path: [...path, start + old.length - 1 - index] }),
  );
  const added = next
    .slice(paired)
    .map((value, index): ValueEdit => ({ kind: 'add', path: [...path, start + paired + index], value, after: null }));
  return [...changed, ...removed, ...added];
}
