import { hasBrokenFlags } from '../syntax/regex-flags.ts';
import type { Node, NodeOf } from '../syntax/syntax.ts';
import { type FieldAccess, fieldOf } from './field-access.ts';
import { filters, type TypedFilter } from './filter-types.ts';
import { higherOrder, type Infer } from './higher-order.ts';
import { type Context, combined, type Inferred, unknownOutcome } from './outcome.ts';
import {
  anyBoolean,
  anyList,
  anyNumber,
  anyText,
  anything,
  booleanOf,
  isNothing,
  nothing,
  orNull,
  type Type,
} from './type.ts';

/** What a call of a function does, and the types of its arguments where they are values. */
export function functionOutcome(
  node: NodeOf<'call'>,
  context: Context,
  infer: Infer,
): { outcome: Inferred; given: readonly Type[] } {
  const { name, values } = node;
  const isFilter = values.length === 0 && Object.hasOwn(filters, name);
  if (isFilter) return { outcome: (filters[name] as TypedFilter)(context.input), given: [] };
  const special = higherOrder(node, context, infer);
  if (special) return { outcome: special, given: [] };
  const [argument, ...others] = values;
  if (!argument) return { outcome: unknownOutcome, given: [] };
  if (Object.hasOwn(functions, name) && others.length === 0) {
    const first = infer(argument, context);
    const isReached = !isNothing(first.type);
    const { type, fails } = (isReached && functions[name]?.(context.input, first.type)) || nowhere;
    return { outcome: combined(type, [first], fails), given: [first.type] };
  }
  const matcher = Object.hasOwn(matchers, name) ? matchers[name] : undefined;
  return matcher ? matched(matcher, infer(argument, context), others, context) : { outcome: unknownOutcome, given: [] };
}

const nowhere: FieldAccess = { type: nothing, fails: false };

/** A function of a regular expression; flags and replacements may do anything, but the input must be text. */
function matched(
  matcher: PatternFunction,
  first: Inferred,
  others: readonly Node[],
  context: Context,
): { outcome: Inferred; given: Type[] } {
  const { texts } = first.type;
  const isPattern = texts === 'any' || texts.length === 0 || !texts.every((text) => context.brokenPatterns.has(text));
  const isBroken = !isPattern || (!matcher.replaces && hasBrokenFlags(others));
  const fits = !isBroken && context.input.texts.length > 0 && (texts.length > 0 || first.type.items !== null);
  const outcome = combined(fits ? matcher.type : nothing, [first], true);
  // A broken pattern has a finding of its own.
  const given = isBroken ? [nothing] : [first.type];
  return { outcome: { ...outcome, empties: outcome.empties || matcher.empties || others.length > 0 }, given };
}

type PatternFunction = { type: Type; empties: boolean; replaces?: true };

/** Functions of a regular expression. */
const matchers: Readonly<Record<string, PatternFunction>> = {
  test: { type: anyBoolean, empties: false },
  match: { type: anything, empties: true },
  capture: { type: anything, empties: true },
  scan: { type: anything, empties: true },
  splits: { type: anyText, empties: true },
  sub: { type: anyText, empties: true, replaces: true },
  gsub: { type: anyText, empties: true, replaces: true },
};

/** Functions of the input and one value. */
const functions: Readonly<Record<string, (input: Type, given: Type) => FieldAccess>> = {
  startswith: (input, given) => onTexts(input, given, (text, part) => text.startsWith(part)),
  endswith: (input, given) => onTexts(input, given, (text, part) => text.endsWith(part)),
  ltrimstr: trimmed,
  rtrimstr: trimmed,
  trimstr: trimmed,
  split: (input, given) => {
    const fits = input.texts.length > 0 && given.texts.length > 0;
    return { type: fits ? anyList : nothing, fails: !isOnly(input, 'texts') || !isOnly(given, 'texts') };
  },
  join: (input) => ({ type: input.items || input.members ? anyText : nothing, fails: true }),
  contains,
  inside: (input, given) => contains(given, input),
  has,
  in: (input, given) => has(given, input),
  index: position,
  rindex: position,
  ascii: () => ({ type: anything, fails: true }),
  strftime: () => ({ type: anyText, fails: true }),
  strflocaltime: () => ({ type: anyText, fails: true }),
  strptime: (input) => ({ type: input.texts.length > 0 ? anyList : nothing, fails: true }),
};

function isOnly(type: Type, kind: 'texts' | 'numbers'): boolean {
  return isNothing({ ...type, [kind]: [] });
}

function onTexts(input: Type, given: Type, test: (text: string, part: string) => boolean): FieldAccess {
  const fails = !isOnly(input, 'texts') || !isOnly(given, 'texts');
  const { texts } = input;
  const parts = given.texts;
  if (texts.length === 0 || parts.length === 0) return { type: nothing, fails: true };
  if (texts === 'any' || parts === 'any') return { type: anyBoolean, fails };
  const results = new Set(texts.flatMap((text) => parts.map((part) => test(text, part))));
  return { type: booleanOf([...results]), fails };
}

/** Text without a prefix or suffix. */
function trimmed(input: Type, given: Type): FieldAccess {
  const fits = input.texts.length > 0 && given.texts.length > 0;
  return { type: fits ? anyText : nothing, fails: !isOnly(input, 'texts') || !isOnly(given, 'texts') };
}

/** Both must be of the same kind; for texts, part of the text. */
function contains(input: Type, given: Type): FieldAccess {
  const texts =
    input.texts.length > 0 && given.texts.length > 0
      ? onTexts(input, given, (text, part) => text.includes(part)).type
      : nothing;
  const others =
    (input.isNull && given.isNull) ||
    input.booleans.some((value) => given.booleans.includes(value)) ||
    (input.numbers.length > 0 && given.numbers.length > 0) ||
    (input.items !== null && given.items !== null) ||
    (input.members !== null && given.members !== null);
  const type = others ? anyBoolean : texts;
  const isSafe = isOnly(input, 'texts') && isOnly(given, 'texts');
  return { type, fails: !isSafe };
}

/** False of null, whatever the key. */
function has(input: Type, given: Type): FieldAccess {
  const fits = (input.members !== null && given.texts.length > 0) || (input.items !== null && given.numbers.length > 0);
  const isSafe = isNothing({ ...input, members: null, isNull: false }) && isOnly(given, 'texts');
  const none = input.isNull ? booleanOf([false]) : nothing;
  return { type: fits ? anyBoolean : none, fails: !isSafe };
}

/** `index("x")` of a text or a list; null of null. */
function position(input: Type, given: Type): FieldAccess {
  const found =
    (input.texts.length > 0 && given.texts.length > 0) || input.items !== null ? orNull(anyNumber) : nothing;
  const isText = isOnly({ ...input, isNull: false }, 'texts') && isOnly(given, 'texts');
  if (isText) return { type: input.isNull ? orNull(found) : found, fails: input.isNull };
  if (input.items === null) return { type: anything, fails: true };
  return { type: input.isNull || input.members !== null ? anything : found, fails: fieldOf(input, '').fails };
}
