import { frame } from './frame.ts';
import type { Issue } from './issue.ts';

/** A part of a formatted issue, for whoever gives it a colour. */
export type Role = Issue['severity'] | 'place' | 'code' | 'frame';

/** Gives a part of the text its look. */
export type Paint = (role: Role, text: string) => string;

/**
 * An issue as people read it in a terminal or a log: `file:line:column severity code message`, below it the code frame when
 * the file's lines are given, the details and the related places.
 */
export function formatIssue(issue: Issue, lines?: readonly string[], paint: Paint = plain): string {
  const { severity, code, message, details } = issue;
  const told = [
    `${paint('place', place(issue))} ${paint(severity, severity)} ${paint('code', code)} ${oneLine(message)}`,
  ];
  if (lines !== undefined) told.push(paint('frame', frame(lines, issue.range)));
  for (const line of details?.split('\n') ?? []) told.push(`    ${oneLine(line)}`);
  for (const related of issue.related ?? []) {
    told.push(`    ${paint('place', place(related))} ${oneLine(related.message)}`);
  }
  return told.join('\n');
}

const plain: Paint = (_role, text) => text;

function place({ file, range }: Pick<Issue, 'file' | 'range'>): string {
  return `${oneLine(file)}:${range.start.line}:${range.start.column}`;
}

/** A message may quote a file, and a line of the file could pose as a command to whatever reads this output. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
