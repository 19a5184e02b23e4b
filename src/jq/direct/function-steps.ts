import { isObject, type Json } from '../../core/json.ts';
import { askJq, type DirectStep, isTrue, Stop, typeName } from './direct-step.ts';
import { equal } from './order.ts';

/** The functions of simple expressions, built from their literal arguments; null if the arguments are unusual. */
export const functionSteps: ReadonlyMap<string, (values: readonly Json[]) => DirectStep | null> = new Map<
  string,
  (values: readonly Json[]) => DirectStep | null
>([
  ['not', () => (input) => !isTrue(input)],
  ['type', () => (input) => typeName(input)],
  ['length', () => lengthOf],
  ['tostring', () => (input) => (typeof input === 'string' ? input : askJq)],
  ['ascii_downcase', () => (input) => letters(input, /[A-Z]/g, (letter) => letter.toLowerCase())],
  ['ascii_upcase', () => (input) => letters(input, /[a-z]/g, (letter) => letter.toUpperCase())],
  ['IN', (values) => (input) => values.some((value) => equal(input, value))],
  ['index', ([needle]) => (typeof needle === 'string' && needle !== '' ? (input) => indexIn(input, needle) : null)],
  ['has', ([key]) => (typeof key === 'string' ? (input) => hasKey(input, key) : null)],
  ['startswith', ([prefix]) => textTest(prefix, 'startswith', (text, given) => text.startsWith(given))],
  ['endswith', ([suffix]) => textTest(suffix, 'endswith', (text, given) => text.endsWith(given))],
  ['contains', ([part]) => textTest(part, null, (text, given) => text.includes(given))],
  ['test', ([pattern]) => patternTest(pattern)],
]);

function lengthOf(input: Json): Json | Stop {
  if (input === null) return 0;
  if (typeof input === 'boolean') return new Stop(`boolean (${input}) has no length`);
  if (typeof input === 'number') return Math.abs(input);
  if (typeof input === 'string') return codePoints(input);
  return Array.isArray(input) ? input.length : Object.keys(input).length;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Half a surrogate pair would reach jq as a different character. */
const broken = /\p{Surrogate}/u;

function letters(input: Json, which: RegExp, turn: (letter: string) => string): Json | Stop {
  return typeof input === 'string' ? input.replace(which, turn) : askJq;
}

function indexIn(input: Json, needle: string): Json | Stop {
  if (input === null) return null;
  if (typeof input === 'string') {
    const at = input.indexOf(needle);
    if (broken.test(input)) return askJq;
    return at < 0 ? null : codePoints(input.slice(0, at));
  }
  if (!Array.isArray(input)) return askJq;
  for (let at = 0; at < input.length; at++) if (equal(input[at] ?? null, needle)) return at;
  return null;
}

function hasKey(input: Json, key: string): Json | Stop {
  if (input === null) return false;
  if (isObject(input)) return Object.hasOwn(input, key);
  return new Stop(`Cannot check whether ${typeName(input)} has a string key`);
}

function textTest(
  given: Json | undefined,
  name: string | null,
  test: (text: string, given: string) => boolean,
): DirectStep | null {
  if (typeof given !== 'string') return null;
  return (input) => {
    if (typeof input === 'string') return broken.test(input) ? askJq : test(input, given);
    return name === null ? askJq : new Stop(`${name}() requires string inputs`);
  };
}

/** A regular expression without special characters matches where its text occurs. */
function patternTest(pattern: Json | undefined): DirectStep | null {
  if (typeof pattern !== 'string') return null;
  const anyCase = pattern.startsWith('(?i)');
  const plain = anyCase ? pattern.slice('(?i)'.length) : pattern;
  if (!/^[\w ,:;@%&/-]+$/.test(plain)) return null;
  if (!anyCase) return textTest(plain, null, (text, given) => text.includes(given));
  const lower = plain.toLowerCase();
  // Beyond ASCII, more than two letters can match each other case-insensitively.
  return (input) => (typeof input === 'string' && isAscii(input) ? input.toLowerCase().includes(lower) : askJq);
}

function isAscii(text: string): boolean {
  return !/[^\p{ASCII}]/u.test(text);
}
