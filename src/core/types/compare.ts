import { hasLetters, nothing, type Type } from './type.ts';

/** The only result that a comparison can have, or null if it depends on the values. */
export function comparisonResult(operator: string, left: Type, right: Type): boolean | null {
  switch (operator) {
    case '==':
      return equality(left, right);
    case '!=':
      return negated(equality(left, right));
    case '<':
      return isLess(left, right);
    case '>':
      return isLess(right, left);
    case '<=':
      return negated(isLess(right, left));
    default:
      return negated(isLess(left, right));
  }
}

function negated(result: boolean | null): boolean | null {
  return result === null ? null : !result;
}

function equality(left: Type, right: Type): boolean | null {
  if (!overlap(left, right)) return false;
  return isSingle(left) && isSingle(right) ? true : null;
}

/** True if both may have the same value. */
export function overlap(left: Type, right: Type): boolean {
  return (
    (left.isNull && right.isNull) ||
    left.booleans.some((value) => right.booleans.includes(value)) ||
    share(left.numbers, right.numbers) ||
    share(fitting(left, right), fitting(right, left)) ||
    // What lists and objects contain is not compared: both may be empty.
    (left.items !== null && right.items !== null) ||
    (left.members !== null && right.members !== null)
  );
}

/** The texts of a type, without those whose letters the other type does not have. */
function fitting({ texts }: Type, { letters }: Type): readonly string[] | 'any' {
  return texts === 'any' || letters === undefined ? texts : texts.filter((text) => hasLetters(text, letters));
}

function share<T>(left: readonly T[] | 'any', right: readonly T[] | 'any'): boolean {
  if (left === 'any') return right.length > 0;
  if (right === 'any') return left.length > 0;
  return left.some((value) => right.includes(value));
}

/** True if there is exactly one value, and it is a scalar. */
function isSingle({ isNull, booleans, numbers, texts, items, members }: Type): boolean {
  if (items || members || numbers === 'any' || texts === 'any') return false;
  return Number(isNull) + booleans.length + numbers.length + texts.length === 1;
}

/** `a < b` in jq's order: null, false, true, numbers, texts, lists, objects. */
function isLess(a: Type, b: Type): boolean | null {
  const [low, high] = [boundsOf(a), boundsOf(b)];
  if (!low || !high) return null;
  if (isBelow(low.most, high.least)) return true;
  // Not below: a's least is at least b's most.
  return isBelow(high.most, low.least) || isSame(high.most, low.least) ? false : null;
}

/** A place in the order; the value is known for numbers only. */
type Bound = { rank: number; value: number | null };

function boundsOf({ isNull, booleans, numbers, texts, items, members }: Type): { least: Bound; most: Bound } | null {
  const values: readonly number[] = numbers === 'any' ? [] : numbers;
  const bounds: Bound[] = [
    ...(isNull ? [{ rank: 0, value: 0 }] : []),
    ...(booleans.includes(false) ? [{ rank: 1, value: 0 }] : []),
    ...(booleans.includes(true) ? [{ rank: 2, value: 0 }] : []),
    ...(numbers === 'any' ? [{ rank: 3, value: null }] : []),
    ...(values.length > 0 ? [Math.min(...values), Math.max(...values)].map((value) => ({ rank: 3, value })) : []),
    ...(texts.length > 0 ? [{ rank: 4, value: null }] : []),
    ...(items ? [{ rank: 5, value: null }] : []),
    ...(members ? [{ rank: 6, value: null }] : []),
  ];
  const [least, most] = [bounds[0], bounds.at(-1)];
  return least && most ? { least, most } : null;
}

function isBelow(a: Bound, b: Bound): boolean {
  return a.rank === b.rank ? a.value !== null && b.value !== null && a.value < b.value : a.rank < b.rank;
}

function isSame(a: Bound, b: Bound): boolean {
  return a.rank === b.rank && a.value !== null && a.value === b.value;
}

/** True for a time and texts of which none is the beginning of a time. */
export function isMisordered(left: Type, right: Type): boolean {
  const isTime = ({ format }: Type) => format === 'date-time' || format === 'timer';
  return [
    [left, right],
    [right, left],
  ].some(([time, { texts } = nothing]) => {
    return (
      time && isTime(time) && texts !== 'any' && texts.length > 0 && !texts.some((text) => /^\d{4}(?:-|$)/.test(text))
    );
  });
}
