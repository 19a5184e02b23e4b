import type { JsonObject } from '../json.ts';

/** Parses a URL that can be called; null if it is invalid or neither http nor https. */
export function httpAddress(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

/** The message for text that is not such a URL. */
export const notAnAddress = 'The URL is not an http:// or https:// address';

/** The decoded credentials of a URL as `name:password`, or null. */
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

/** Removes the credentials from a URL, except for the marks of secrets, which only show which secret is used. */
export function withoutCredentials(url: string): string {
  return url.replace(/^(\s*https?:\/\/)([^/?#\\]*)@/i, (whole, scheme: string, credentials: string) =>
    /^(?:\[secret [\w-]+\]:?)+$/.test(credentials) ? whole : `${scheme}[credentials]@`,
  );
}

/** Removes the credentials from the `url` of a rendered invocation method. */
export function methodWithoutCredentials(method: JsonObject): JsonObject {
  return typeof method.url === 'string' ? { ...method, url: withoutCredentials(method.url) } : method;
}

/** What is wrong with a header, as a sentence that continues after its name, and its offset in the value. */
export type HeaderFinding = { message: string; at?: number };

/**
 * Headers that concern the connection or the framing of the message (RFC 9110, 7.6.1): the HTTP client sets them
 * itself. It rejects most of them from callers, or sends a request that the other side misreads.
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

/**
 * Explains why a header cannot be sent (RFC 9110, 5.1 and 5.5); null if it can. The value is not quoted, because it may
 * be a secret.
 */
export function headerFinding(name: string, value: string): HeaderFinding | null {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    if (name === '') return { message: 'is empty; write one, such as X-Service' };
    return { message: 'is not a valid header name; use letters, digits, - and _' };
  }
  if (connectionHeaders.has(name.toLowerCase())) {
    return { message: 'is set by the HTTP client itself; remove it' };
  }
  const at = value.search(/[^\t\x20-\x7e\x80-\xff]/);
  if (at < 0) return null;
  if (!/[\r\n]/.test(value.charAt(at))) {
    return { message: `contains a character that is not allowed in headers (at position ${at + 1})`, at };
  }
  return { message: 'contains a line break, which is not allowed in headers; write the value on one line', at };
}

/** Explains why a request with these headers cannot be sent, for the first invalid header; null if it can. */
export function headersFinding(headers: Readonly<Record<string, string>>): string | null {
  for (const [name, value] of Object.entries(headers)) {
    const problem = headerFinding(name, value);
    if (problem) return `${name === '' ? 'The name of a header' : `The header ${name}`} ${problem.message}`;
  }
  return null;
}
