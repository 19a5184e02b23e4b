import { isObject } from '../../json.ts';
import type { Path } from '../../source/places.ts';

/** What to do about an expression in a list that YAML reads as a mapping, because it contains a colon and a space. */
export function colonAdvice(value: unknown, path: Path): string {
  if (typeof path.at(-1) !== 'number' || !isObject(value)) return '';
  const [[key, rest] = ['', null], ...others] = Object.entries(value);
  const isExpression = /^\s*[.(]|[=<>|]/.test(key) && typeof rest !== 'object';
  if (others.length > 0 || !isExpression) return '';
  return '; the colon in it starts a value in YAML, so put the whole expression in single quotes';
}
