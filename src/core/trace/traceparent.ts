/** W3C Trace Context: version, trace, span and flags; an id of zeros is none, and version ff does not exist. */
const form = /^(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(?:-.*)?$/;

/** A `traceparent` header in the version that we write; null if it is missing or invalid. */
export function readTraceparent(header: unknown): string | null {
  const [, ids] = typeof header === 'string' && header.length <= 200 ? (form.exec(header.trim()) ?? []) : [];
  return ids === undefined ? null : `00-${ids}`;
}

/** Adds the header that passes on a trace (null: there is none). Headers that already contain one are left alone. */
export function withTraceparent(headers: Record<string, string>, traceparent: string | null): Record<string, string> {
  const isSet = Object.keys(headers).some((name) => name.toLowerCase() === 'traceparent');
  return traceparent === null || isSet ? headers : { ...headers, traceparent };
}
