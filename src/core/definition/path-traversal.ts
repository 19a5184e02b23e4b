/** How many layers of percent-encoding are decoded before a path is rejected. */
const maxDecodings = 5;

/**
 * Finds a part of a rendered URL's path that could lead to a different route than the one written: a dot segment, or an
 * encoded slash or backslash, at any level of percent-encoding. Null if there is none. Such paths are often built from
 * events, and are called with credentials that the sender of the event does not have.
 */
export function findPathTraversal(url: string): string | null {
  // URL parsers drop these characters anywhere, and control characters and spaces at both ends.
  const text = url.replaceAll(/[\t\n\r]/g, '').replaceAll(/^[\0- ]+|[\0- ]+$/g, '');
  const rest = /^[a-z][a-z\d+.-]*:[\\/]*[^\\/?#]*([^?#]*)/i.exec(text)?.[1] ?? '';
  if (rest.includes('\\')) return 'a backslash';
  for (let path = rest, times = 0; times < maxDecodings; times++) {
    if (path.split(/[\\/]/).some((segment) => segment === '.' || segment === '..')) return 'a dot segment';
    const slash = /%(?:2f|5c)/i.exec(path);
    if (slash !== null) return slash[0].toLowerCase() === '%2f' ? 'an encoded slash' : 'an encoded backslash';
    const decoded = path.replaceAll(/%(?:2e|25|2f|5c)/gi, (code) =>
      String.fromCharCode(Number.parseInt(code.slice(1), 16)),
    );
    if (decoded === path) return null;
    path = decoded;
  }
  return 'repeatedly encoded percent signs';
}
