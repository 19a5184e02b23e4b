import { closest } from '../closest.ts';
import { isObject, type Json, valueAt } from '../json.ts';

/** A path that exists, in place of one that does not: in another place, or spelled differently. */
export type OtherPath = { kind: 'root' | 'path'; path: readonly string[]; value: Json };

/** Where the fields of an entity and of an event are, from the event and from what was read of it. */
const bases: readonly (readonly string[])[] = [
  ['diff', 'after'],
  ['diff', 'after', 'properties'],
  ['diff', 'after', 'relations'],
  ['diff', 'before'],
  ['diff', 'before', 'properties'],
  ['diff', 'before', 'relations'],
  ['diff'],
  ['after'],
  ['after', 'properties'],
  ['properties'],
  ['relations'],
  ['context'],
  ['trigger'],
];

/** How many other places are named for one path. */
const maxPlaces = 4;

/** How many names are compared: this may happen for each element of a list, and for many automations. */
const maxFields = 500;

/** Finds paths that an author may have meant by one that leads nowhere, the likeliest first. */
export function otherPaths(input: Json, names: readonly string[]): OtherPath[] {
  const [first] = names;
  if (first === undefined || valueAt(input, ...names) !== undefined) return [];
  const found = (kind: OtherPath['kind'], path: readonly string[]): OtherPath[] => {
    const value = path.length === 0 ? undefined : valueAt(input, ...path);
    return value === undefined ? [] : [{ kind, path, value }];
  };
  const respelled = found('path', respelt(input, names));
  const elsewhere = names
    .flatMap((_, skipped) => {
      const own = names.slice(skipped);
      const others = bases.flatMap((base) => found('root', [...base, ...own]));
      return skipped === 0 ? others : [...found('root', own), ...others];
    })
    .slice(0, maxPlaces);
  const both = bases.flatMap((base) => {
    const below = valueAt(input, ...base);
    const path = below === undefined ? [] : respelt(below, names);
    return path.length === 0 ? [] : found('path', [...base, ...path]);
  });
  const isRooted = isObject(input) && Object.hasOwn(input, first);
  const near = isRooted ? [...respelled, ...elsewhere] : [...elsewhere, ...respelled];
  return [...found('path', beforePlain(input, names)), ...near, ...both.slice(0, maxPlaces)];
}

/** The start of a path that goes on behind a plain value, as for the title of a relation, which is only an identifier. */
function beforePlain(input: Json, names: readonly string[]): readonly string[] {
  const depth = names.findIndex((_, index) => {
    const value = valueAt(input, ...names.slice(0, index + 1));
    return value !== undefined && value !== null && typeof value !== 'object';
  });
  return depth < 0 ? [] : names.slice(0, depth + 1);
}

/** A path with each name that does not exist replaced by the closest one that does. */
function respelt(from: Json, names: readonly string[]): string[] {
  const path: string[] = [];
  let value: Json | undefined = from;
  for (const name of names) {
    if (!isObject(value)) return [];
    const found: string | undefined = Object.hasOwn(value, name)
      ? name
      : closest(name, Object.keys(value).slice(0, maxFields));
    if (found === undefined) return [];
    path.push(found);
    value = value[found];
  }
  return path;
}
