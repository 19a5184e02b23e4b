/** An address that can be called, or null: it must parse, and be one of http or https. */
export function httpAddress(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

/** What is wrong with a header: as a sentence that goes on behind its name, and where it is in the value. */
export type HeaderProblem = { message: string; at?: number };

/** Headers that belong to the connection, and not to whoever makes a call on it. */
const ownHeaders = /^(?:transfer-encoding|keep-alive|upgrade|expect)$/i;

/** Why HTTP refuses a header (RFC 9110, 5.1 and 5.5), or null. The value is not repeated, for it may be a secret. */
export function headerProblem(name: string, value: string): HeaderProblem | null {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    return { message: 'is no name of a header: it may hold letters, digits and - only' };
  }
  if (ownHeaders.test(name)) return { message: 'is for the connection to set; take it out' };
  if (/^content-length$/i.test(name) && !/^\d+$/.test(value)) return { message: 'is no number; take it out' };
  const at = value.search(/[^\t\x20-\x7e\x80-\xff]/);
  if (at < 0) return null;
  if (!/[\r\n]/.test(value.charAt(at))) {
    return { message: `holds a character that headers cannot carry (number ${at + 1})`, at };
  }
  return { message: 'holds a line break, which headers cannot carry; write its value on one line', at };
}
