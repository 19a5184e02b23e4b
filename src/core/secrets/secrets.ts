import { isObject, type Json } from '../json.ts';
import { escapedPattern, hasEscapes } from './escaped-pattern.ts';
import { sentSecrets } from './redact-values.ts';
import { minSecretLength, replaceSecret, spellings } from './replace-secret.ts';

/** Redacts secrets in text and JSON. */
export type Redactor = { text(text: string): string; json<T extends Json>(value: T): T };

/**
 * Creates a redactor for responses from the other side. It knows the forms in which secrets travel: as they are, in
 * other case, as a number, in base64 (also within longer text, such as `user:secret` in a header), URL-encoded, and
 * escaped for JSON, HTML or URLs, in whole or in part, and each line of a secret with several. What templates made of secrets is known from `sent`: the real
 * request, and the same with the names of secrets in their place. `base64` is the encoder of the runtime, because the
 * core is pure.
 */
export function createRedactor(
  secrets: Readonly<Record<string, string>>,
  base64: (text: string) => string,
  sent?: { real: Json; shown: Json },
): Redactor {
  if (Object.keys(secrets).length === 0) return { text: (input) => input, json: (value) => value };
  const known = Object.entries(secrets).flatMap(([name, value]) =>
    partsOf(value).map((part): [string, string] => [part, `[secret ${name}]`]),
  );
  const made = sent === undefined ? [] : sentSecrets(sent.real, sent.shown);
  const forms = [made, known].flatMap((pairs) =>
    pairs
      .filter(([value]) => value.length >= minSecretLength)
      .flatMap(([value, mark]) => formsOf(value, base64).map((form): [string, string] => [form, mark]))
      .filter(([form]) => form.length >= minSecretLength)
      // Longest first, because a form may contain another one.
      .sort(([a], [b]) => b.length - a.length),
  );
  const exact = new Map(forms.toReversed());

  let patterns: { pattern: RegExp; mark: string }[] | null = null;
  // Made when a text first needs them: most answers have no escapes. A short word is only found as a word of its own.
  const patternsOf = () =>
    [...made, ...known]
      .filter(([value]) => value.length >= minPatternLength)
      .sort(([a], [b]) => b.length - a.length)
      .flatMap(([value, mark]) => {
        const pattern = escapedPattern(value);
        return pattern === null ? [] : [{ pattern, mark }];
      });

  const text = (input: string): string => {
    const plain = forms.reduce((result, [form, mark]) => replaceSecret(result, form, mark), input);
    if (!hasEscapes(plain)) return plain;
    patterns ??= patternsOf();
    return patterns.reduce((result, { pattern, mark }) => result.replaceAll(pattern, () => mark), plain);
  };

  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    // Only a complete number: the digits of a short secret occur in many others.
    if (typeof value === 'number') return exact.get(String(value)) ?? value;
    if (Array.isArray(value)) return value.map(json);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), json(item)]));
  };

  return { text, json: json as <T extends Json>(value: T) => T };
}

/** Shorter secrets are words or numbers that occur in other text. */
const minPatternLength = 8;

/** What a receiver may make of a secret with several lines, such as a PEM key: it trims it, or shows its lines one by one. */
function partsOf(value: string): string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const long =
    lines.length === 1 ? [] : lines.filter((line) => line.length >= minLineLength && !line.startsWith('-----'));
  return [...new Set([value, value.trim(), ...long])];
}

/** Shorter lines, such as the last one of a key, tell little and may occur in other text. */
const minLineLength = 16;

/** Longer values, such as a whole body that contains a secret, are only searched as they are. */
const maxEncodedLength = 4_000;

function formsOf(value: string, base64: (text: string) => string): string[] {
  if (value.length > maxEncodedLength) return spellings(value);
  const uri = encodeURIComponent(value);
  // jq's @uri and RFC 3986 escape more characters.
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
      ...[value, ...escaped].flatMap((one) => base64Forms(one, base64)),
      ...hexForms(value),
    ]),
  ];
}

/** The value as a number in JSON, which a template may convert it to. */
function numberForms(value: string): string[] {
  const number = /^\s*[-+]?[\d.]/.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) && String(number).length >= minSecretLength ? [String(number)] : [];
}

/** The escaped forms of a text that different JSON writers produce. */
function escapes(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is ASCII stays
  const ascii = plain.replaceAll(/[^\u0000-\u007f]/g, (unit) => `\\u${hexOf(unit, 4)}`);
  return [plain, ascii].flatMap((one) => [one, one.replaceAll('/', '\\/')]);
}

/**
 * The base64 form of a value, and the parts of it that do not depend on the neighboring bytes when it is part of longer
 * text, where it may start at any of three offsets.
 */
function base64Forms(value: string, base64: (text: string) => string): string[] {
  const within = [0, 1, 2].map((offset) => {
    const encoded = base64('\0'.repeat(offset) + value).replace(/=+$/, '');
    return encoded.slice([0, 2, 3][offset], -1);
  });
  const forms = [
    base64(value),
    base64(value).replace(/=+$/, ''),
    ...within.filter(({ length }) => length > minSecretLength),
  ];
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** The bytes of a value in hexadecimal digits. */
function hexForms(value: string): string[] {
  const hex = [...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex, hex.toUpperCase()];
}

function hexOf(unit: string, digits: number): string {
  return unit.charCodeAt(0).toString(16).padStart(digits, '0');
}
