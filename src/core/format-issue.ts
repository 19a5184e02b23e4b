import { frame } from './frame.ts';
import type { Issue } from './issue.ts';

/**
 * An issue as people read it in a terminal or a log: `file:line:column severity code message`, below it the code frame when
 * the file's text is given, and the related places.
 */
export function formatIssue(issue: Issue, text?: string): string {
  const lines = [`${place(issue)} ${issue.severity} ${issue.code} ${oneLine(issue.message)}`];
  if (text !== undefined) lines.push(frame(text, issue.range));
  for (const line of issue.details?.split('\n') ?? []) lines.push(`    ${oneLine(line)}`);
  for (const related of issue.related ?? []) lines.push(`    ${place(related)} ${oneLine(related.message)}`);
  return lines.join('\n');
}

function place({ file, range }: Pick<Issue, 'file' | 'range'>): string {
  return `${oneLine(file)}:${range.start.line}:${range.start.column}`;
}

/** A message may quote a file, and a line of the file could pose as a command to whatever reads this output. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
