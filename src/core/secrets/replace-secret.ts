/** Shorter texts are not looked for: they protect nothing, and are part of too many words. */
export const shortestSecret = 4;

/** Letters or digits alone, as short as a word or a year: found only where no other one is next to them. */
const word = /^(?:\p{L}{1,7}|\d{1,7})$/u;

/**
 * A text with `mark` in place of a secret, or of a form of it. A secret such as `prod` is no part of `production`, and
 * `2024` none of another number.
 */
export function replaceSecret(text: string, secret: string, mark: string): string {
  if (!text.includes(secret)) return text;
  if (!word.test(secret)) return text.replaceAll(secret, () => mark);
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}_])${secret}(?![\\p{L}\\p{N}_])`, 'gu'), () => mark);
}

/** A text in the spellings that URLs, headers and templates make of it without changing what it says. */
export function spellings(text: string): string[] {
  const cases = [text, text.toLowerCase(), text.toUpperCase()];
  return [...new Set([...cases, ...cases.map((one) => JSON.stringify(one).slice(1, -1)), ...hostOf(text)])];
}

/** As the host of a URL: letters beyond ASCII become Punycode there. */
function hostOf(text: string): string[] {
  if (!/[^\0-\x7f]/.test(text) || /[\s/?#@:\\]/.test(text)) return [];
  const url = `http://${text}/`;
  return URL.canParse(url) ? [new URL(url).hostname] : [];
}
