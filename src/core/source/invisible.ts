/** Names of invisible characters, as in Unicode. */
const names: ReadonlyMap<string, string> = new Map([
  ['\u00a0', 'a no-break space'],
  ['\u00ad', 'a soft hyphen'],
  ['\u180e', 'a Mongolian vowel separator'],
  ['\u200b', 'a zero-width space'],
  ['\u200c', 'a zero-width non-joiner'],
  ['\u200d', 'a zero-width joiner'],
  ['\u200e', 'a left-to-right mark'],
  ['\u200f', 'a right-to-left mark'],
  ['\u2028', 'a line separator'],
  ['\u2029', 'a paragraph separator'],
  ['\u202f', 'a narrow no-break space'],
  ['\u2060', 'a word joiner'],
  ['\u3000', 'an ideographic space'],
  ['\ufeff', 'a byte order mark'],
]);

/** Matches these and similar characters: other spaces, and marks that change the direction of text. */
const invisible = /[\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/g;

/** An invisible character in a text; `plain` is its visible replacement. */
export type Invisible = { index: number; name: string; plain: '' | ' ' };

/** Finds the invisible characters in a text. */
export function invisibleIn(text: string): Invisible[] {
  return [...text.matchAll(invisible)].map(({ 0: character, index }) => {
    const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    const isSpace = /[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(character);
    const name = names.get(character) ?? (isSpace ? 'an unusual space' : 'an invisible mark');
    return { index, name: `${name} (${code})`, plain: isSpace ? ' ' : '' };
  });
}

/** Replaces each invisible character by its name in angle brackets. */
export function withVisible(text: string): string {
  return text.replace(invisible, (character) => `<${invisibleIn(character)[0]?.name ?? ''}>`);
}

/** Removes invisible characters, or replaces them by ordinary spaces. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, (character) => invisibleIn(character)[0]?.plain ?? '');
}
