import { frame, linesOfFiles } from '../core/issue/frame.ts';
import type { Issue, Severity } from '../core/issue/issue.ts';
import { block, code, link, message } from './markdown.ts';
import { count } from './plurals.ts';
import { docsOf, type ReportLinks } from './report-links.ts';

const signs: Record<Severity, string> = { error: '❌', warning: '⚠️', info: 'ℹ️' };
const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** Issues with the texts of their files, and where they are shown. */
type IssueList = { issues: readonly Issue[]; texts: ReadonlyMap<string, string>; links: ReportLinks };

/**
 * As many issues as fit into `room` bytes of Markdown, errors first, each with its code frame; then how many are left.
 */
export function issuesMarkdown({ issues, texts, links }: IssueList, room: number): { text: string; hidden: number } {
  const parts: string[] = [];
  let left = room;
  const linesOf = linesOfFiles(texts);
  for (const issue of [...issues].sort((a, b) => rank[a.severity] - rank[b.severity])) {
    const part = issueMarkdown(issue, links, linesOf(issue.file));
    left -= Buffer.byteLength(part) + 2;
    if (left < 0) break;
    parts.push(part);
  }
  const hidden = issues.length - parts.length;
  return { text: [...parts, ...(hidden > 0 ? [`… and ${count(hidden, 'more problem')}.`] : [])].join('\n\n'), hidden };
}

function issueMarkdown(
  { severity, code: name, file, range, message: text, details, related }: Issue,
  links: ReportLinks,
  lines?: readonly string[],
): string {
  const { line, column } = range.start;
  const at = link(code(`${file}:${line}:${column}`), links.blob(file, line));
  return [
    `${signs[severity]} **${at}** ${message(text)} (${link(code(name), docsOf(name))})`,
    ...(lines === undefined ? [] : [block(frame(lines, range))]),
    ...(details === undefined ? [] : [block(details, details.startsWith('- ') ? 'diff' : '')]),
    ...(related ?? []).map(({ file: other, range: { start }, message: about }) => {
      return `${link(code(`${other}:${start.line}`), links.blob(other, start.line))} ${message(about)}`;
    }),
  ].join('\n\n');
}
