import { frame, linesOfFiles } from '../core/issue/frame.ts';
import type { Issue, Severity } from '../core/issue/issue.ts';
import { block, code, message } from './markdown.ts';
import { count } from './plurals.ts';

const signs: Record<Severity, string> = { error: '❌', warning: '⚠️', info: 'ℹ️' };
const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** As many issues as fit into `room` bytes of Markdown, errors first, each with its code frame; then how many are left. */
export function issuesMarkdown(issues: readonly Issue[], texts: ReadonlyMap<string, string>, room: number): string {
  const parts: string[] = [];
  let left = room;
  const linesOf = linesOfFiles(texts);
  for (const issue of [...issues].sort((a, b) => rank[a.severity] - rank[b.severity])) {
    const part = issueMarkdown(issue, linesOf(issue.file));
    left -= Buffer.byteLength(part) + 2;
    if (left < 0) break;
    parts.push(part);
  }
  const hidden = issues.length - parts.length;
  return [...parts, ...(hidden > 0 ? [`… and ${count(hidden, 'more problem')}.`] : [])].join('\n\n');
}

function issueMarkdown(
  { severity, code: name, file, range, message: text, details, related }: Issue,
  lines?: readonly string[],
): string {
  const { line, column } = range.start;
  return [
    `${signs[severity]} **${code(`${file}:${line}:${column}`)}** ${message(text)} (${code(name)})`,
    ...(lines === undefined ? [] : [block(frame(lines, range))]),
    ...(details === undefined ? [] : [block(details, details.startsWith('- ') ? 'diff' : '')]),
    ...(related ?? []).map((one) => `${code(`${one.file}:${one.range.start.line}`)} ${message(one.message)}`),
  ].join('\n\n');
}
