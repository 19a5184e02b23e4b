/** How often a path may have been percent-encoded on top of itself before it is only noise. */
const mostDecodings = 5;

/**
 * What in the path of a rendered URL could lead to another route than the one that was written: a dot segment, or a slash
 * or backslash in disguise, however often they are percent-encoded. Null when there is none. Such a path is often made
 * from an event, and it is called with credentials that the event's sender does not have.
 */
export function pathFlaw(url: string): string | null {
  // A parser of URLs drops these characters wherever they are, and control characters and spaces around the whole.
  const text = url.replaceAll(/[\t\n\r]/g, '').replaceAll(/^[\0- ]+|[\0- ]+$/g, '');
  const rest = /^[a-z][a-z\d+.-]*:[\\/]*[^\\/?#]*([^?#]*)/i.exec(text)?.[1] ?? '';
  if (rest.includes('\\')) return 'a backslash';
  for (let path = rest, times = 0; times < mostDecodings; times++) {
    if (path.split(/[\\/]/).some((segment) => segment === '.' || segment === '..')) return 'a dot segment';
    const slash = /%(?:2f|5c)/i.exec(path);
    if (slash !== null) return slash[0].toLowerCase() === '%2f' ? 'an encoded slash' : 'an encoded backslash';
    const decoded = path.replaceAll(/%(?:2e|25|2f|5c)/gi, (code) =>
      String.fromCharCode(Number.parseInt(code.slice(1), 16)),
    );
    if (decoded === path) return null;
    path = decoded;
  }
  return 'percent signs that are encoded again and again';
}
