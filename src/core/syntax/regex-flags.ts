import { literalOf } from './literals.ts';
import type { Node } from './syntax.ts';

/** True for flags of a regular expression that jq has. */
export function areFlags(text: string): boolean {
  return /^[gilnpsx]*$/.test(text);
}

/** True if the last argument behind a regular expression is a literal with flags that jq does not have. */
export function hasBrokenFlags(others: readonly Node[]): boolean {
  const [only, ...more] = others;
  const text = only && more.length === 0 ? literalOf(only) : undefined;
  return typeof text === 'string' && !areFlags(text);
}
