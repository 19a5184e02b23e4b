import type { Issue } from '../../core/issue/issue.ts';
import { indexLines } from '../../core/source/lines.ts';
import type { Draft } from './draft.ts';

/**
 * Separates the issues of a draft: problems, and fields that are not filled in yet. A field whose text is not a value
 * is left out, because it says so itself.
 */
export function shownIssues(
  { text, unfinished }: Draft,
  issues: readonly Issue[],
  wasTried: boolean,
): { problems: readonly Issue[]; missing: readonly Issue[] } {
  const lines = indexLines(text);
  const known = new Set(unfinished.map((field) => JSON.stringify(field.text)));
  const placed = issues
    .map((issue) => ({ issue, at: text.slice(lines.offset(issue.range.start), lines.offset(issue.range.end)) }))
    .filter(({ at }) => !known.has(at));
  const isMissing = ({ at }: { at: string }) => !wasTried && at === '""';
  return {
    problems: placed.filter((one) => !isMissing(one)).map(({ issue }) => issue),
    missing: placed.filter(isMissing).map(({ issue }) => issue),
  };
}
