import type { Json } from '../json.ts';

/** The maximum number of characters of JSON that are kept of what one attempt sent or received. */
const most = 16_384;

/** Limits a value for the history of attempts: one that is too large becomes the beginning of its text. */
export function bounded(value: Json): Json {
  const text = JSON.stringify(value);
  if (text.length <= most) return value;
  // Not half a character at the end.
  return `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}… (${text.length} characters)`;
}
