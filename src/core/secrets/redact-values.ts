import type { Json } from '../json.ts';
import { minSecretLength, replaceSecret, spellings } from './replace-secret.ts';

/**
 * Creates a function that redacts secrets in text from the other side. It compares what was sent (`real`) with what may
 * be shown (the same with `[secret NAME]` in it), and replaces each text that differs, as a whole or in part.
 */
export function createSentRedactor(real: Json, shown: Json): (text: string) => string {
  const pairs = sentSecrets(real, shown)
    .flatMap(([secret, mark]) => spellings(secret).map((form): [string, string] => [form, mark]))
    .filter(([secret]) => secret.length >= minSecretLength)
    // Longest first, because a secret may contain another one.
    .sort(([a], [b]) => b.length - a.length);
  return (text) => pairs.reduce((clean, [secret, mark]) => replaceSecret(clean, secret, mark), text);
}

/** Pairs of what was sent but must not be shown, and what to show instead. */
export function sentSecrets(real: Json, shown: Json): [string, string][] {
  const pairs = new Map<string, string>();
  collect(real, shown, pairs);
  // Differences can be very short, such as the length of a secret as a number; replacing those would garble any text.
  return [...pairs].filter(([secret]) => secret.length >= minSecretLength);
}

function collect(real: Json, shown: Json, pairs: Map<string, string>): void {
  if (isContainer(real) && isContainer(shown)) {
    // By position rather than by key, because a key may contain a secret too.
    const others = Object.entries(shown);
    for (const [index, [key, value]] of Object.entries(real).entries()) {
      const [shownKey, shownValue] = others[index] ?? ['[secret]', '[secret]'];
      collectText(key, shownKey, pairs);
      collect(value, shownValue, pairs);
    }
    return;
  }
  if (real !== shown) collectText(textOf(real), textOf(shown), pairs);
}

function collectText(real: string, shown: string, pairs: Map<string, string>): void {
  if (real === shown) return;
  pairs.set(real, markOf(shown));
  let start = 0;
  while (start < real.length && real[start] === shown[start]) start += 1;
  let end = 0;
  while (end < real.length - start && real.at(-1 - end) === shown.at(-1 - end)) end += 1;
  const core = real.slice(start, real.length - end);
  pairs.set(core, markOf(shown.slice(start, shown.length - end)));
}

/** A template that failed on the mark, as `tonumber` does, is shown as null. */
const markOf = (shown: string): string => (shown === 'null' || shown === '' ? '[secret]' : shown);

const isContainer = (value: Json): value is Json[] | { [key: string]: Json } =>
  typeof value === 'object' && value !== null;

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
