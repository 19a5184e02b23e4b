/**
 * Which values an expression may have: for every kind of JSON value none, certain ones, or any. A type may allow more
 * than really occurs, never less, so what is impossible by it is impossible.
 */
export type Type = {
  readonly isNull: boolean;
  readonly booleans: readonly boolean[];
  readonly numbers: readonly number[] | 'any';
  readonly texts: readonly string[] | 'any';
  /** The type of the items of a list; null if the value is no list. */
  readonly items: Type | null;
  /** The members of an object; null if the value is no object. */
  readonly members: Members | null;
  /** The format that a blueprint declares for a text, such as `date-time`; only for messages. */
  readonly format?: string;
  /** Any text, but without letters of the other case. */
  readonly letters?: 'lower' | 'upper';
};

/** The members of an object: those that are known, and what any other has, which includes null if it may be absent. */
export type Members = { readonly known: ReadonlyMap<string, Type>; readonly rest: Type };

/** No value at all, as of `empty` and `error`. */
export const nothing: Type = { isNull: false, booleans: [], numbers: [], texts: [], items: null, members: null };

/** Any value. */
export const anything: Type = {
  isNull: true,
  booleans: [false, true],
  numbers: 'any',
  texts: 'any',
  get items(): Type {
    return anything;
  },
  get members(): Members {
    return openMembers;
  },
};

const openMembers: Members = { known: new Map(), rest: anything };

/** Null and nothing else. */
export const nullType: Type = { ...nothing, isNull: true };

/** Any number. */
export const anyNumber: Type = { ...nothing, numbers: 'any' };

/** Any text. */
export const anyText: Type = { ...nothing, texts: 'any' };

/** True or false. */
export const anyBoolean: Type = { ...nothing, booleans: [false, true] };

/** A list of anything. */
export const anyList: Type = { ...nothing, items: anything };

/** An object with any members. */
export const anyObject: Type = { ...nothing, members: openMembers };

/** Longer lists of values are not worth comparing. */
const maxValues = 300;

/** One of these texts. */
export function textOf(texts: readonly string[]): Type {
  return { ...nothing, texts: texts.length > maxValues ? 'any' : texts };
}

/** One of these numbers. */
export function numberOf(numbers: readonly number[]): Type {
  return { ...nothing, numbers: numbers.length > maxValues ? 'any' : numbers };
}

/** One of these truth values. */
export function booleanOf(booleans: readonly boolean[]): Type {
  return { ...nothing, booleans };
}

/** A list whose items have a type. */
export function listOf(items: Type): Type {
  return { ...nothing, items };
}

/** An object; without `rest`, it has no members but the known ones. */
export function objectOf(known: ReadonlyMap<string, Type>, rest: Type = nullType): Type {
  return { ...nothing, members: { known, rest } };
}

/** The union of two types. */
export function union(a: Type, b: Type): Type {
  if (a === b || b === nothing || a === anything) return a;
  if (a === nothing || b === anything) return b;
  const format = a.format ?? b.format;
  const letters = lettersOf(a, b);
  return {
    isNull: a.isNull || b.isNull,
    booleans: merged(a.booleans, b.booleans),
    numbers: a.numbers === 'any' || b.numbers === 'any' ? 'any' : capped(merged(a.numbers, b.numbers)),
    texts: a.texts === 'any' || b.texts === 'any' ? 'any' : capped(merged(a.texts, b.texts)),
    items: a.items && b.items ? union(a.items, b.items) : (a.items ?? b.items),
    members: a.members && b.members ? unionOfMembers(a.members, b.members) : (a.members ?? b.members),
    ...(format !== undefined && { format }),
    ...(letters !== undefined && { letters }),
  };
}

/** The letter case that applies to both types; a type without texts says nothing about it. */
function lettersOf(a: Type, b: Type): Type['letters'] {
  if (a.texts.length === 0) return b.letters;
  return b.texts.length === 0 || a.letters === b.letters ? a.letters : undefined;
}

/** True for a text that a type with `letters` allows. */
export function hasLetters(text: string, letters: Type['letters']): boolean {
  if (letters === undefined) return true;
  return letters === 'lower' ? !/[A-Z]/.test(text) : !/[a-z]/.test(text);
}

function unionOfMembers(a: Members, b: Members): Members {
  if (a === b) return a;
  const names = new Set([...a.known.keys(), ...b.known.keys()]);
  return {
    known: new Map([...names].map((name) => [name, union(memberOf(a, name), memberOf(b, name))])),
    rest: union(a.rest, b.rest),
  };
}

function merged<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (a.length === 0) return b;
  return b.length === 0 ? a : [...new Set([...a, ...b])];
}

function capped<T>(values: readonly T[]): readonly T[] | 'any' {
  return values.length > maxValues ? 'any' : values;
}

/** The type of a member. */
export function memberOf({ known, rest }: Members, name: string): Type {
  return known.get(name) ?? rest;
}

/** The type of any member. */
export function anyMember({ known, rest }: Members): Type {
  return [...known.values()].reduce(union, rest);
}

/** True if there is no such value. */
export function isNothing(type: Type): boolean {
  return !type.isNull && !isTruthy(type) && type.booleans.length === 0;
}

/** True if null is the only value. */
export function isOnlyNull(type: Type): boolean {
  return type.isNull && type.booleans.length === 0 && !isTruthy(type);
}

/** True if some value counts as true for jq: everything but null and false. */
export function isTruthy(type: Type): boolean {
  return (
    type.booleans.includes(true) ||
    type.numbers.length > 0 ||
    type.texts.length > 0 ||
    type.items !== null ||
    type.members !== null
  );
}

/** True if some value counts as false for jq: null or false. */
export function isFalsy(type: Type): boolean {
  return type.isNull || type.booleans.includes(false);
}

/** The values that count as true. */
export function truthyPart(type: Type): Type {
  return { ...type, isNull: false, booleans: type.booleans.filter(Boolean) };
}

/** The values that are not null. */
export function withoutNull(type: Type): Type {
  return type.isNull ? { ...type, isNull: false } : type;
}

/** A type extended by null. */
export function orNull(type: Type): Type {
  return type.isNull ? type : { ...type, isNull: true };
}

/** The texts among the values. */
export function textsOf({ texts, format }: Type): Type {
  return { ...nothing, texts, ...(format !== undefined && { format }) };
}

/** The kinds of values, as jq's `type` names them. */
export function kindsOf(type: Type): string[] {
  return [
    ...(type.isNull ? ['null'] : []),
    ...(type.booleans.length > 0 ? ['boolean'] : []),
    ...(type.numbers.length > 0 ? ['number'] : []),
    ...(type.texts.length > 0 ? ['string'] : []),
    ...(type.items ? ['array'] : []),
    ...(type.members ? ['object'] : []),
  ];
}
