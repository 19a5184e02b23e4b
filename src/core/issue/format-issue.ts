import { frame } from './frame.ts';
import type { Issue } from './issue.ts';

/** A part of a formatted issue, so that a terminal can color it. */
export type IssuePart = Issue['severity'] | 'place' | 'code' | 'frame';

/** Styles a part of the text. */
export type Paint = (role: IssuePart, text: string) => string;

/**
 * An issue as text for a terminal or a log: `file:line:column severity code message`, followed by the code frame (when
 * the lines of the file are given), the details and the related places.
 */
export function formatIssue(issue: Issue, lines?: readonly string[], paint: Paint = plain): string {
  const { severity, code, message, details } = issue;
  const output = [
    `${paint('place', place(issue))} ${paint(severity, severity)} ${paint('code', code)} ${oneLine(message)}`,
  ];
  if (lines !== undefined) output.push(paint('frame', frame(lines, issue.range)));
  for (const line of details?.split('\n') ?? []) output.push(`    ${oneLine(line)}`);
  for (const related of issue.related ?? []) {
    output.push(`    ${paint('place', place(related))} ${oneLine(related.message)}`);
  }
  return output.join('\n');
}

const plain: Paint = (_role, text) => text;

function place({ file, range }: Pick<Issue, 'file' | 'range'>): string {
  return `${oneLine(file)}:${range.start.line}:${range.start.column}`;
}

/** A message may quote a file, and a line break in it could smuggle a command into a CI log. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
