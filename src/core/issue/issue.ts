import type { IssueCode } from './codes/index.ts';
import type { Severity } from './codes/issue-code-doc.ts';

export type { Severity };

/** A place in a file: 1-based lines and columns, columns in UTF-16 units as editors and GitHub count them. */
export type Position = { line: number; column: number };

/** A stretch of a file, end exclusive. */
export type Range = { start: Position; end: Position };

/** A problem in a user's file: data, never an exception. */
export type Issue = {
  /** Stable code from the table of issue codes, e.g. `schema/unknown-field`. */
  code: IssueCode;
  severity: Severity;
  /** Path relative to the repository's root, with forward slashes. */
  file: string;
  range: Range;
  /** One sentence that says what is wrong and the way out. */
  message: string;
  /** The replacement we would make for the text in `range`, when we are sure enough to offer it. */
  suggestion?: string;
  /** The automation's identifier, when it is known. */
  automation?: string;
  /** Other places that matter, such as the first of two duplicates. */
  related?: readonly Related[];
  /** More lines for whoever looks closer, such as the difference that a failed test found. */
  details?: string;
};

/** Another place that belongs to an issue. */
export type Related = { file: string; range: Range; message: string };

/** Sorts issues as a reader meets them: by file, then by place; an error comes before what merely accompanies it. */
export function compareIssues(a: Issue, b: Issue): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  const { line, column } = a.range.start;
  const other = b.range.start;
  return line - other.line || column - other.column || rank[a.severity] - rank[b.severity];
}

/** Issues without those that say the same of the same place: what an alias repeats is written once. */
export function distinctIssues(issues: readonly Issue[]): Issue[] {
  const told = new Set<string>();
  return issues.filter(({ code, file, range: { start, end }, message }) => {
    const key = JSON.stringify([code, file, start.line, start.column, end.line, end.column, message]);
    return !told.has(key) && told.add(key);
  });
}

const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
