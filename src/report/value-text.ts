import type { Json } from '../core/json.ts';

/** How many equal characters are shown before a difference. */
const context = 24;

/**
 * A value as text: JSON, or a string as it is where it cannot be taken for another value. What is invisible is written as
 * `\u200b`, so that values that differ look different.
 */
export function valueText(value: Json): string {
  return visible(typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value));
}

/** All lines of a value: those of a string that has several, otherwise of indented JSON. */
export function valueLines(value: Json): string[] {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2).split('\n').map(visible);
  const lines = value.split('\n');
  const isText = lines.length > 1 && lines.every((line) => !/\p{Cc}|\\u/u.test(line)) && !isJson(value);
  return isText ? lines.map(visible) : [valueText(value)];
}

/**
 * Shortens two different values to about `width` characters around their first difference, so that they never look the
 * same.
 */
export function cutAround(before: Json, after: Json, width: number): [string, string] {
  const [was, is] = [valueText(before), valueText(after)];
  if (was.length <= width && is.length <= width) return [was, is];
  const place = firstDifference(was, is);
  const begin = Math.max(0, place - Math.min(context, Math.floor(width / 3)));
  // Not in the middle of a word, where there is another place.
  const within = was.slice(begin, place).search(/\W/);
  const from = within < 0 ? begin : begin + within;
  return [cut(was, from, width), cut(is, from, width)];
}

/** Shortens a value to about `width` characters. */
export function cutValue(value: Json, width: number): string {
  return cut(valueText(value), 0, width);
}

function firstDifference(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let place = 0;
  while (place < shorter && one[place] === other[place]) place += 1;
  return place;
}

function cut(text: string, from: number, width: number): string {
  // A few more characters take less space than the sign that they are missing; never cuts a character in half.
  const start = from <= 3 ? 0 : isHalf(text, from) ? from - 1 : from;
  const whole = text.length <= start + width + 3;
  const end = whole ? text.length : isHalf(text, start + width) ? start + width + 1 : start + width;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${whole ? '' : '…'}`;
}

/** True in the middle of a surrogate pair. */
function isHalf(text: string, place: number): boolean {
  return /^[\udc00-\udfff]/.test(text.slice(place, place + 1));
}

/** True for a string that reads as itself without quotes. */
function isPlain(text: string): boolean {
  return text !== '' && text === text.trim() && !/\p{Cc}|\\u/u.test(text) && !isJson(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?! )\p{Zs}/gu, (character) => {
    return `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`;
  });
}
