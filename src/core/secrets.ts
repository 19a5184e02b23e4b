import { isObject, type Json } from './json.ts';

/** Shorter values would tear holes into ordinary text; a secret that short protects nothing. */
const shortest = 4;

/**
 * Takes secrets out of what came back from the other side, in the forms they travel in: as they are, in base64,
 * URL-encoded and escaped in JSON. `base64` is the shell's encoder.
 */
export function createScrubber(
  secrets: Readonly<Record<string, string>>,
  base64: (text: string) => string,
): { text(text: string): string; json<T extends Json>(value: T): T } {
  const forms = Object.entries(secrets)
    .filter(([, value]) => value.length >= shortest)
    .flatMap(([name, value]) => {
      const seen = new Set([value, base64(value), encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]);
      // Padding depends on what follows the secret inside a longer base64 text.
      return [...seen, base64(value).replace(/=+$/, '')].map((form) => ({ form, mark: `[secret ${name}]` }));
    })
    // Longest first: a form may contain another.
    .sort((a, b) => b.form.length - a.form.length);

  const text = (input: string): string =>
    forms.reduce((result, { form, mark }) => (result.includes(form) ? result.replaceAll(form, mark) : result), input);

  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(json);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), json(item)]));
  };

  return { text, json: json as <T extends Json>(value: T) => T };
}
