import type { JqSite } from '../definition/jq-sites.ts';
import type { CodedFinding } from '../source/place-finding.ts';
import type { Places, Span } from '../source/places.ts';
import { commentsOf } from '../syntax/code.ts';

/** How many words of a comment are checked: each check scans the text again. */
const maxWords = 200;

/**
 * Reports lines that a jq comment swallows. Folded, plain and multi-line quoted YAML scalars become one line, so a
 * comment in the middle runs to the end; so does a comment that ends with a backslash.
 */
export function swallowedLines(sites: readonly JqSite[], places: Places): CodedFinding[] {
  return sites.flatMap((site) =>
    commentsOf(site.expression).flatMap((comment) => {
      const from = swallowedFrom(site, comment, places);
      if (from === null) return [];
      const { path, part, start } = site;
      const what = site.kind === 'condition' ? 'condition' : 'template';
      const message =
        `This line belongs to a comment, not to the ${what}: the lines are joined here, and in jq a comment runs from \`#\` ` +
        'to the end of the line. Remove the comment, or write the text as a block that starts with `|`.';
      const span = { start: start + from, end: start + comment.end };
      return [{ code: 'jq/swallowed-line' as const, message, path, part, span }];
    }),
  );
}

/** The offset from which a comment swallows text that does not look like a comment itself; null if none. */
function swallowedFrom({ expression, path, part, start }: JqSite, comment: Span, places: Places): number | null {
  const lineAt = (offset: number) => places.within(path, start + offset, start + offset + 1, part).start.line;
  const text = expression.slice(comment.start, comment.end).trimEnd();
  const first = lineAt(comment.start);
  const last = lineAt(comment.start + text.length - 1);
  if (last === first) {
    // In JSON and in double quotes, a line break is written as an escape sequence.
    const next = /\n[\t ]*(?=[^\s#])/.exec(text);
    return next === null ? null : comment.start + next.index + next[0].length;
  }
  let seen = first;
  for (const { index } of [...text.matchAll(/(?<=\s)\S/g)].slice(0, maxWords)) {
    const line = lineAt(comment.start + index);
    if (line > seen && text[index] !== '#') return comment.start + index;
    seen = Math.max(seen, line);
  }
  // Lines that are joined without a space (by a backslash in double quotes) start in the middle of a word.
  return seen < last ? comment.start : null;
}
