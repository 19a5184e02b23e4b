import type { JsonObject } from '../json.ts';

/** An address that can be called, or null: it must parse, and be one of http or https. */
export function httpAddress(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

/** What to say of a text that is not such an address. */
export const notAnAddress = 'The URL is not an http:// or https:// address';

/** What a URL has before its `@`, decoded: `name:password`, or null. */
export function credentialsIn({ username, password }: URL): string | null {
  return username === '' && password === '' ? null : `${decoded(username)}:${decoded(password)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An address whose name and password, if it holds any, may not be shown; marks of secrets stay, for they say which. */
export function withoutCredentials(url: string): string {
  return url.replace(/^(\s*https?:\/\/)([^/?#\\]*)@/i, (whole, scheme: string, credentials: string) =>
    /^(?:\[secret [\w-]+\]:?)+$/.test(credentials) ? whole : `${scheme}[credentials]@`,
  );
}

/** The same for a rendered invocation method with a `url`. */
export function methodWithoutCredentials(method: JsonObject): JsonObject {
  return typeof method.url === 'string' ? { ...method, url: withoutCredentials(method.url) } : method;
}

/** What is wrong with a header: as a sentence that goes on behind its name, and where it is in the value. */
export type HeaderProblem = { message: string; at?: number };

/**
 * Headers that describe the connection or the message on it (RFC 9110, 7.6.1): the HTTP client sets them itself, and
 * refuses most of them from a caller or sends a request that the other side misreads.
 */
const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Why a header cannot be sent (RFC 9110, 5.1 and 5.5), or null. The value is not repeated, for it may be a secret. */
export function headerProblem(name: string, value: string): HeaderProblem | null {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    return { message: 'is no name of a header: it may hold letters, digits and - only' };
  }
  if (connectionHeaders.has(name.toLowerCase())) {
    return { message: 'is set by the HTTP client itself; take it out' };
  }
  const at = value.search(/[^\t\x20-\x7e\x80-\xff]/);
  if (at < 0) return null;
  if (!/[\r\n]/.test(value.charAt(at))) {
    return { message: `holds a character that headers cannot carry (number ${at + 1})`, at };
  }
  return { message: 'holds a line break, which headers cannot carry; write its value on one line', at };
}

/** Why a request with these headers cannot be sent, as a sentence about the first that is wrong; null when it can. */
export function headersProblem(headers: Readonly<Record<string, string>>): string | null {
  for (const [name, value] of Object.entries(headers)) {
    const problem = headerProblem(name, value);
    if (problem) return `The header ${name} ${problem.message}`;
  }
  return null;
}
