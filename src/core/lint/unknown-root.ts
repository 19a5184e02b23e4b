import { closest } from '../closest.ts';
import type { Finding } from '../source/place-finding.ts';
import type { ReadSite } from './rule.ts';
import { siteFinding } from './site-finding.ts';

/** Says that a path begins with a field that is not among `roots`: which one is probably meant, or which ones there are. */
export function unknownRoot(
  site: ReadSite,
  path: { start: number; end: number },
  root: string,
  { roots, where, fields }: { roots: readonly string[]; where: string; fields: string },
): Finding {
  const start = `\`.${root}\` is null ${where}`;
  const meant = closest(root, roots);
  if (meant === undefined) {
    return siteFinding(site, path, `${start}; ${fields} are ${roots.map((one) => `\`.${one}\``).join(', ')}.`);
  }
  const message = `${start}; did you mean \`.${meant}\`?`;
  const isPlain = site.expression.startsWith(`.${root}`, path.start);
  if (!isPlain) return siteFinding(site, path, message);
  return siteFinding(site, { start: path.start, end: path.start + root.length + 1 }, message, `.${meant}`);
}
