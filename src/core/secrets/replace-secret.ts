/** Shorter secrets are not redacted: they protect nothing and occur in too many words. */
export const minSecretLength = 4;

/** Only letters or only digits, as short as a word or a year: matched only as a whole word. */
const word = /^(?:\p{L}{1,7}|\d{1,7})$/u;

/**
 * Replaces a secret, or a form of it, by `mark`. The secret `prod` is not found in `production`, nor `2024` in a longer
 * number.
 */
export function replaceSecret(text: string, secret: string, mark: string): string {
  if (!text.includes(secret)) return text;
  if (!word.test(secret)) return text.replaceAll(secret, () => mark);
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}_])${secret}(?![\\p{L}\\p{N}_])`, 'gu'), () => mark);
}

/** The forms of a text that URLs, headers and templates produce without changing its meaning. */
export function spellings(text: string): string[] {
  const cases = [text, text.toLowerCase(), text.toUpperCase()];
  return [...new Set([...cases, ...cases.map((one) => JSON.stringify(one).slice(1, -1)), ...hostOf(text)])];
}

/** The form as the host of a URL, where non-ASCII letters become Punycode. */
function hostOf(text: string): string[] {
  if (!/[^\0-\x7f]/.test(text) || /[\s/?#@:\\]/.test(text)) return [];
  const url = `http://${text}/`;
  return URL.canParse(url) ? [new URL(url).hostname] : [];
}
