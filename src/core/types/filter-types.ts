import { eachOf, itemOf } from './field-access.ts';
import { certain, failure, type Inferred, risky } from './outcome.ts';
import {
  anyBoolean,
  anyList,
  anyNumber,
  anyObject,
  anyText,
  anything,
  booleanOf,
  isFalsy,
  isNothing,
  isTruthy,
  kindsOf,
  listOf,
  nothing,
  nullType,
  numberOf,
  orNull,
  type Type,
  textOf,
  textsOf,
  union,
  withoutNull,
} from './type.ts';

/** A function of jq without arguments. */
export type TypedFilter = (input: Type) => Inferred;

type ValueKind = 'texts' | 'numbers' | 'items' | 'members' | 'isNull' | 'booleans';

const without: Readonly<Record<ValueKind, Partial<Type>>> = {
  texts: { texts: [] },
  numbers: { numbers: [] },
  items: { items: null },
  members: { members: null },
  isNull: { isNull: false },
  booleans: { booleans: [] },
};

/** True if there are no values of other kinds. */
function lacks(input: Type, ...kinds: ValueKind[]): boolean {
  return isNothing(Object.assign({}, input, ...kinds.map((kind) => without[kind])));
}

/** A function of texts that fails for everything else. */
function ofText(result: Type, isSafe = true): TypedFilter {
  return (input) => risky(input.texts.length > 0 ? result : nothing, !isSafe || !lacks(input, 'texts'));
}

function ofNumber(result: Type): TypedFilter {
  return (input) => risky(input.numbers.length > 0 ? result : nothing, !lacks(input, 'numbers'));
}

/** A function of lists that fails for everything else. */
function ofList(result: (items: Type) => Type): TypedFilter {
  return (input) => risky(input.items ? result(input.items) : nothing, !lacks(input, 'items'));
}

/** Lets only some values through. */
function only(part: (input: Type) => Type, rest: (input: Type) => boolean): TypedFilter {
  return (input) => ({ type: part(input), fails: false, empties: rest(input) });
}

function only1(kind: Exclude<ValueKind, 'isNull'>): TypedFilter {
  return only(
    (input) => ({ ...nothing, [kind]: input[kind] }),
    (input) => !lacks(input, kind),
  );
}

function changedText(letters: 'lower' | 'upper', change: (text: string) => string): TypedFilter {
  return (input) => {
    const { texts } = input;
    const type = texts === 'any' ? { ...anyText, letters } : textOf([...new Set(texts.map(change))]);
    return risky(type, !lacks(input, 'texts'));
  };
}

const ofTime = (input: Type) => risky(input.texts.length > 0 ? anyNumber : nothing);

/** The functions of jq without arguments, as far as they are understood. */
export const filters: Readonly<Record<string, TypedFilter>> = {
  not: (input) => certain(booleanOf([...(isFalsy(input) ? [true] : []), ...(isTruthy(input) ? [false] : [])])),
  true: () => certain(booleanOf([true])),
  false: () => certain(booleanOf([false])),
  null: () => certain(nullType),
  empty: () => ({ type: nothing, fails: false, empties: true }),
  error: () => failure,
  now: () => certain(anyNumber),
  length: (input) => {
    const counted = input.numbers.length > 0 || input.texts.length > 0 || input.items || input.members;
    const zero = input.isNull ? numberOf([0]) : nothing;
    return risky(counted ? anyNumber : zero, input.booleans.length > 0);
  },
  type: (input) => certain(textOf(kindsOf(input))),
  keys: keysOf,
  keys_unsorted: keysOf,
  tostring: (input) => certain(lacks(input, 'texts') ? textsOf(input) : anyText),
  tojson: () => certain(anyText),
  fromjson: (input) => risky(input.texts.length > 0 ? anything : nothing),
  tonumber: (input) => {
    const isNumeric = input.texts === 'any' || input.texts.some((text) => /\d|nan|inf/i.test(text));
    const parsed = isNumeric ? anyNumber : nothing;
    return risky(union(parsed, { ...nothing, numbers: input.numbers }), !lacks(input, 'numbers'));
  },
  ascii_downcase: changedText('lower', (text) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())),
  ascii_upcase: changedText('upper', (text) => text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase())),
  trim: ofText(anyText),
  ltrim: ofText(anyText),
  rtrim: ofText(anyText),
  explode: ofText(listOf(anyNumber)),
  floor: ofNumber(anyNumber),
  ceil: ofNumber(anyNumber),
  round: ofNumber(anyNumber),
  sqrt: ofNumber(anyNumber),
  fabs: ofNumber(anyNumber),
  todate: dateOf,
  todateiso8601: dateOf,
  fromdate: ofTime,
  fromdateiso8601: ofTime,
  first: (input) => step(itemOf(input)),
  last: (input) => step(itemOf(input)),
  any: (input) => truthOfAll(input, 'any'),
  all: (input) => truthOfAll(input, 'all'),
  sort: ofList(listOf),
  unique: ofList(listOf),
  min: ofList(orNull),
  max: ofList(orNull),
  flatten: (input) => risky(input.items || input.members ? anyList : nothing),
  to_entries: (input) => {
    const entry = anyObject;
    return risky(input.members || input.items ? listOf(entry) : nothing, true);
  },
  values: only(withoutNull, (input) => input.isNull),
  nulls: only(
    (input) => ({ ...nothing, isNull: input.isNull }),
    (input) => !lacks(input, 'isNull'),
  ),
  strings: only1('texts'),
  numbers: only1('numbers'),
  booleans: only1('booleans'),
  arrays: only1('items'),
  objects: only1('members'),
  scalars: only(
    (input) => ({ ...input, items: null, members: null }),
    (input) => input.items !== null || input.members !== null,
  ),
};

function step({ type, fails }: { type: Type; fails: boolean }): Inferred {
  return risky(type, fails);
}

/** Of seconds, or of a list of the parts of a time. */
function dateOf(input: Type): Inferred {
  return risky(input.numbers.length > 0 || input.items ? anyText : nothing);
}

function keysOf(input: Type): Inferred {
  const ofObject = input.members ? listOf(anyText) : nothing;
  const type = input.items ? union(ofObject, listOf(anyNumber)) : ofObject;
  return risky(type, !lacks(input, 'members', 'items'));
}

/** `any` and `all` of what `.[]` outputs; an empty list decides them, too. */
function truthOfAll(input: Type, name: 'any' | 'all'): Inferred {
  const each = eachOf(input);
  if (!input.items && !input.members) return risky(nothing, true);
  return risky(name === 'any' ? anyOf(each.type) : allOf(each.type), each.fails);
}

/** Whether any of the values counts as true: false is always possible, because there may be none. */
export function anyOf(each: Type): Type {
  return isTruthy(each) ? anyBoolean : booleanOf([false]);
}

/** Whether all of the values count as true. */
export function allOf(each: Type): Type {
  return isFalsy(each) ? anyBoolean : booleanOf([true]);
}
