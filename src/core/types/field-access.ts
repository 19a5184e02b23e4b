import type { Type } from './type.ts';
import { anyMember, anything, isNothing, memberOf, nothing, orNull, union } from './type.ts';

/** The result of one step of a path: the values, and whether the step fails for some inputs. */
export type FieldAccess = { type: Type; fails: boolean };

/** `.name`: null of null and of what an object lacks; everything else fails. */
export function fieldOf(input: Type, name: string): FieldAccess {
  const member = input.members ? memberOf(input.members, name) : nothing;
  return {
    type: input.isNull ? orNull(member) : member,
    fails: input.booleans.length > 0 || input.numbers.length > 0 || input.texts.length > 0 || input.items !== null,
  };
}

/** `.[0]`: null of null and behind the end of a list; everything else fails. */
export function itemOf(input: Type): FieldAccess {
  const item = input.items ? orNull(input.items) : nothing;
  return {
    type: input.isNull ? orNull(item) : item,
    fails: input.booleans.length > 0 || input.numbers.length > 0 || input.texts.length > 0 || input.members !== null,
  };
}

/** `.[key]` with a computed key. */
export function indexed(input: Type, key: Type): FieldAccess {
  const isName = !isNothing(key) && isNothing({ ...key, texts: [] });
  const isNumber = !isNothing(key) && isNothing({ ...key, numbers: [] });
  if (isName && key.texts !== 'any') {
    const found = key.texts.map((name) => fieldOf(input, name));
    return {
      type: found.reduce((type, access) => union(type, access.type), nothing),
      fails: found.some(({ fails }) => fails),
    };
  }
  if (isName) {
    const members = input.members ? orNull(anyMember(input.members)) : nothing;
    return { type: input.isNull ? orNull(members) : members, fails: fieldOf(input, '').fails };
  }
  if (isNumber) return itemOf(input);
  return { type: anything, fails: true };
}

/** `.[1:2]`: a part of a list or text, null of null. */
export function sliceOf(input: Type): FieldAccess {
  return {
    type: {
      ...nothing,
      isNull: input.isNull,
      texts: input.texts.length > 0 ? 'any' : [],
      items: input.items,
    },
    fails: input.booleans.length > 0 || input.numbers.length > 0 || input.members !== null,
  };
}

/** `.[]`: the items of a list or the members of an object; everything else fails, null too. */
export function eachOf(input: Type): FieldAccess {
  const items = input.items ?? nothing;
  const type = input.members ? union(items, anyMember(input.members)) : items;
  const fails = input.isNull || input.booleans.length > 0 || input.numbers.length > 0 || input.texts.length > 0;
  return { type, fails };
}
