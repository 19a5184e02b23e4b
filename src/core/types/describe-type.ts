import { enumerated } from '../issue/enumerated.ts';
import { isNothing, type Type } from './type.ts';

/** How many values a message lists. */
const maxListed = 8;

/** Names the values of a type in a sentence, such as `text`, `3 or a list`, or `one of a, b, c`. */
export function describeType(type: Type): string {
  const { isNull, booleans, numbers, texts, items, members, format, letters } = type;
  if (isNothing(type)) return 'nothing';
  const parts = [
    ...(booleans.length === 2 ? ['true', 'false'] : booleans.map(String)),
    ...(numbers === 'any' ? ['a number'] : listed(numbers.map(String))),
    ...(texts === 'any'
      ? [letters === undefined ? (format === undefined ? 'text' : `text (${format})`) : `text in ${letters} case`]
      : listed(texts.map((text) => JSON.stringify(text)))),
    ...(items ? ['a list'] : []),
    ...(members ? ['an object'] : []),
    ...(isNull ? ['null'] : []),
  ];
  return enumerated(parts, 'or');
}

function listed(values: readonly string[]): string[] {
  if (values.length <= maxListed) return [...values];
  return [...values.slice(0, maxListed), `${values.length - maxListed} other values`];
}
