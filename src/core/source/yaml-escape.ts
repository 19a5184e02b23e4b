/** An escape sequence of a double-quoted YAML string: the characters it stands for, and the offset after it. */
export type Escape = { units: string; next: number };

const named: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};

const hexLength: Record<string, number> = { x: 2, u: 4, U: 8 };

/**
 * Reads the escape sequence whose backslash is at `at` (YAML 1.2, 5.7; an escaped line break joins two lines, 7.3.1).
 */
export function escapeAt(text: string, at: number, end: number): Escape {
  const letter = text.charAt(at + 1);
  if (letter === '\n' || letter === '\r') {
    let next = at + (letter === '\r' && text[at + 2] === '\n' ? 3 : 2);
    while (next < end && (text[next] === ' ' || text[next] === '\t')) next += 1;
    return { units: '', next };
  }
  const digits = Object.hasOwn(hexLength, letter) ? hexLength[letter] : undefined;
  if (digits !== undefined) {
    const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
    return { units: code <= 0x10ffff ? String.fromCodePoint(code) : '', next: at + 2 + digits };
  }
  return { units: Object.hasOwn(named, letter) ? (named[letter] ?? letter) : letter, next: at + 2 };
}
