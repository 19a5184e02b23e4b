import type { FieldAccess } from './field-access.ts';
import {
  anyList,
  anyNumber,
  anyObject,
  anyText,
  isNothing,
  listOf,
  nothing,
  type Type,
  union,
  withoutNull,
} from './type.ts';

/** The result of `+`, `-`, `*`, `/` or `%`, and whether it fails for some operands. */
export function arithmetic(operator: string, left: Type, right: Type): FieldAccess {
  const numbers = left.numbers.length > 0 && right.numbers.length > 0;
  const texts = left.texts.length > 0 && right.texts.length > 0;
  const lists = left.items !== null && right.items !== null;
  const objects = left.members !== null && right.members !== null;
  const results: Type[] = numbers ? [anyNumber] : [];
  if (operator === '+') {
    if (texts) results.push(anyText);
    if (left.items && right.items) results.push(listOf(union(left.items, right.items)));
    if (objects) results.push(anyObject);
    if (left.isNull) results.push(right);
    if (right.isNull) results.push(left);
  } else if (operator === '-') {
    if (lists) results.push(listOf(left.items ?? nothing));
  } else if (operator === '*') {
    if (objects) results.push(anyObject);
    // A text times a number repeats it; null for a number that is too small.
    const repeats =
      (left.texts.length > 0 && right.numbers.length > 0) || (left.numbers.length > 0 && right.texts.length > 0);
    if (repeats) results.push({ ...anyText, isNull: true });
  } else if (operator === '/' && texts) results.push(anyList);
  const type = results.reduce(union, nothing);
  // Numbers can always be added, and texts; a quotient fails for zero.
  const isSafe =
    operator === '+'
      ? isSame(left, right, 'numbers') || isSame(left, right, 'texts')
      : ['-', '*'].includes(operator) && isSame(left, right, 'numbers');
  return { type, fails: !isSafe };
}

/** True if only null can be added, or the divisor is zero: a mistake, although `null + "x"` is a text. */
export function failsUnlessNull(operator: string, left: Type, right: Type): boolean {
  const { numbers } = right;
  const isZero = numbers !== 'any' && numbers.length === 1 && numbers[0] === 0 && isSame(right, right, 'numbers');
  if ((operator === '/' || operator === '%') && isZero) return true;
  const [first, second] = [withoutNull(left), withoutNull(right)];
  if (operator !== '+' || isNothing(first) || isNothing(second)) return false;
  return isNothing(arithmetic(operator, first, second).type);
}

function isSame(left: Type, right: Type, kind: 'numbers' | 'texts'): boolean {
  return [left, right].every((type) => isNothing({ ...type, [kind]: [] }));
}
