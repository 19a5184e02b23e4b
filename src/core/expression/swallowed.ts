import type { JqSite } from '../definition/jq-sites.ts';
import type { Problem } from '../source/place-finding.ts';
import type { Places } from '../source/places.ts';
import { commentsOf } from './expression-text.ts';

/** How many words of one comment are looked at: each look walks through the text again. */
const mostWords = 200;

/**
 * Lines of a file that a comment of jq swallows. Folded and plain scalars of YAML, and quoted ones over several lines, become
 * one line: a comment in the middle goes on to the end, and so does one that ends in a backslash.
 */
export function swallowedLines(sites: readonly JqSite[], places: Places): Problem[] {
  return sites.flatMap((site) =>
    commentsOf(site.expression).flatMap((comment) => {
      const from = swallowedFrom(site, comment, places);
      if (from === null) return [];
      const { path, part, start } = site;
      const what = site.kind === 'condition' ? 'condition' : 'template';
      const message =
        `This line is part of a comment and not of the ${what}: \`#\` begins one that jq reads to the end of its line, ` +
        'and the lines of the file are joined here. Take the comment out, or write the text as a block that begins with `|`.';
      const span = { start: start + from, end: start + comment.end };
      return [{ code: 'jq/swallowed-line' as const, message, path, part, span }];
    }),
  );
}

/** The offset in the expression from which a comment swallows what does not look like a comment itself, or null. */
function swallowedFrom({ expression, path, part, start }: JqSite, comment: Span, places: Places): number | null {
  const lineAt = (offset: number) => places.within(path, start + offset, start + offset + 1, part).start.line;
  const text = expression.slice(comment.start, comment.end).trimEnd();
  const first = lineAt(comment.start);
  const last = lineAt(comment.start + text.length - 1);
  if (last === first) {
    // In JSON, or between double quotes, the line break is written as an escape.
    const next = /\n[\t ]*(?=[^\s#])/.exec(text);
    return next === null ? null : comment.start + next.index + next[0].length;
  }
  let seen = first;
  for (const { index } of [...text.matchAll(/(?<=\s)\S/g)].slice(0, mostWords)) {
    const line = lineAt(comment.start + index);
    if (line > seen && text[index] !== '#') return comment.start + index;
    seen = Math.max(seen, line);
  }
  // Lines that are joined without a space, as a backslash between double quotes does, begin in the middle of a word.
  return seen < last ? comment.start : null;
}

type Span = { start: number; end: number };
