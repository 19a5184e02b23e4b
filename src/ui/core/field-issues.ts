import type { Issue } from '../../core/issue/issue.ts';
import { indexLines } from '../../core/source/lines.ts';
import { locateJson } from '../../core/source/locate-json.ts';

/** An issue within one string of a definition; `start` and `end` count in the string itself. */
export type FieldIssue = Pick<Issue, 'code' | 'severity' | 'message'> & { start: number; end: number };

/** The issues within the string at a path of a definition's JSON. */
export function issuesAt(text: string, issues: readonly Issue[], path: readonly (string | number)[]): FieldIssue[] {
  const node = locateJson(text)(0)(path, 'value');
  const offsets = node?.offsets();
  if (!node || !offsets) return [];
  const lines = indexLines(text);
  return issues.flatMap(({ code, severity, message, range }) => {
    const [from, to] = [lines.offset(range.start), lines.offset(range.end)];
    if (from < node.start || from >= node.end) return [];
    const start = Math.max(
      0,
      offsets.findLastIndex((offset) => offset <= from),
    );
    const after = offsets.findIndex((offset) => offset >= to);
    return [{ code, severity, message, start, end: after < 0 ? offsets.length - 1 : after }];
  });
}
