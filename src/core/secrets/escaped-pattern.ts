/** Longer secrets are only searched in the forms that are listed for them: a pattern for each of their characters grows large. */
const maxPatternLength = 1_000;

/**
 * A pattern that matches a secret whatever subset of its characters is escaped, and how: as JSON does (`\u0026`, `\"`,
 * also twice), as HTML does (`&#34;`, `&#x22;`, `&quot;`), or as URLs do (`%22`). Letter case is ignored. Null for a
 * secret that is too long.
 */
export function escapedPattern(secret: string): RegExp | null {
  const characters = [...secret];
  if (characters.length > maxPatternLength) return null;
  return new RegExp(characters.map(patternOf).join(''), 'giu');
}

/** Whether a text holds anything that could be an escaped character; most texts do not, and need no pattern. */
export function hasEscapes(text: string): boolean {
  return /[\\&%]/.test(text);
}

const named: Readonly<Record<string, string>> = { '"': 'quot', '&': 'amp', '<': 'lt', '>': 'gt', "'": 'apos' };
const shortEscapes: Readonly<Record<string, string>> = {
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '"': '"',
  '\\': '\\\\',
  '/': '/',
};

function patternOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const units = Array.from({ length: character.length }, (_, index) => hexOf(character.charCodeAt(index), 4));
  const bytes = [...new TextEncoder().encode(character)].map((byte) => `%${hexOf(byte, 2)}`).join('');
  const name = named[character];
  const short = shortEscapes[character];
  return `(?:${[
    literal(character),
    units.map((unit) => `\\\\+u${unit}`).join(''),
    `&#0*${code};`,
    `&#x0*${code.toString(16)};`,
    bytes,
    ...(name === undefined ? [] : [`&${name};`]),
    ...(short === undefined ? [] : [`\\\\+${short}`]),
    ...(character === ' ' ? ['\\+'] : []),
  ].join('|')})`;
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

function hexOf(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
