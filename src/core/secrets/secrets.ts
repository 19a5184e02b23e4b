import { isObject, type Json } from '../json.ts';
import { sentSecrets } from './redact-values.ts';
import { replaceSecret, shortestSecret, spellings } from './replace-secret.ts';

/** Takes secrets out of texts and JSON. */
export type Scrubber = { text(text: string): string; json<T extends Json>(value: T): T };

/**
 * Takes secrets out of what came back from the other side, in the forms they travel in: as they are, in other
 * letters, as a number, in base64 (also within a longer text, as `user:secret` in a header), URL-encoded, and escaped for JSON, for JSON in JSON and for HTML.
 * What templates made of them is known from `sent`: what was sent, beside the same with the secrets' names instead.
 * `base64` is the shell's encoder.
 */
export function createScrubber(
  secrets: Readonly<Record<string, string>>,
  base64: (text: string) => string,
  sent?: { real: Json; shown: Json },
): Scrubber {
  if (Object.keys(secrets).length === 0) return { text: (input) => input, json: (value) => value };
  const known = Object.entries(secrets).map(([name, value]): [string, string] => [value, `[secret ${name}]`]);
  const made = sent === undefined ? [] : sentSecrets(sent.real, sent.shown);
  const forms = [made, known].flatMap((pairs) =>
    pairs
      .filter(([value]) => value.length >= shortestSecret)
      .flatMap(([value, mark]) => formsOf(value, base64).map((form): [string, string] => [form, mark]))
      .filter(([form]) => form.length >= shortestSecret)
      // Longest first: a form may contain another.
      .sort(([a], [b]) => b.length - a.length),
  );
  const exact = new Map(forms.toReversed());

  const text = (input: string): string =>
    forms.reduce((result, [form, mark]) => replaceSecret(result, form, mark), input);

  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    // A whole number only: digits of a short secret are part of many others.
    if (typeof value === 'number') return exact.get(String(value)) ?? value;
    if (Array.isArray(value)) return value.map(json);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), json(item)]));
  };

  return { text, json: json as <T extends Json>(value: T) => T };
}

/** Longer texts, such as a whole body that holds a secret, are looked for as they are. */
const longestEncoded = 4_000;

function formsOf(value: string, base64: (text: string) => string): string[] {
  if (value.length > longestEncoded) return spellings(value);
  const uri = encodeURIComponent(value);
  // jq's @uri, and RFC 3986, leave fewer characters as they are.
  const strict = uri.replaceAll(/[!'()*]/g, (one) => `%${hexOf(one, 2).toUpperCase()}`);
  const uris = [uri, strict].flatMap((one) => [one, one.replaceAll('%20', '+')]);
  const lower = uris.map((one) => one.replaceAll(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()));
  const escaped = escapes(value);
  const html = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const htmls = [html, html.replaceAll("'", '&#39;'), html.replaceAll("'", '&#x27;')];
  return [
    ...new Set([
      ...spellings(value),
      ...numberForms(value),
      ...uris,
      ...lower,
      ...escaped,
      ...escaped.flatMap(escapes),
      ...htmls,
      ...base64Forms(value, base64),
    ]),
  ];
}

/** As JSON writes the number that a template makes of it. */
function numberForms(value: string): string[] {
  const number = /^\s*[-+]?[\d.]/.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) && String(number).length >= shortestSecret ? [String(number)] : [];
}

/** As different writers put it between the quotes of JSON. */
function escapes(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is ASCII stays
  const ascii = plain.replaceAll(/[^\u0000-\u007f]/g, (unit) => `\\u${hexOf(unit, 4)}`);
  return [plain, ascii].flatMap((one) => [one, one.replaceAll('/', '\\/')]);
}

/**
 * Base64 by itself, and what of it does not depend on its neighbours when it stands within a longer text: there it may
 * begin at any of three places.
 */
function base64Forms(value: string, base64: (text: string) => string): string[] {
  const within = [0, 1, 2].map((offset) => {
    const encoded = base64('\0'.repeat(offset) + value).replace(/=+$/, '');
    return encoded.slice([0, 2, 3][offset], -1);
  });
  const forms = [
    base64(value),
    base64(value).replace(/=+$/, ''),
    ...within.filter(({ length }) => length > shortestSecret),
  ];
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function hexOf(unit: string, digits: number): string {
  return unit.charCodeAt(0).toString(16).padStart(digits, '0');
}
