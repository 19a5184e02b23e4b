import type { IssueCode } from './codes/index.ts';
import type { Severity } from './codes/issue-code-doc.ts';

export type { Severity };

/** A position in a file: 1-based line and column, columns in UTF-16 units as editors and GitHub count them. */
export type Position = { line: number; column: number };

/** A range in a file, end exclusive. */
export type Range = { start: Position; end: Position };

/** A problem in a user's file: data, never an exception. */
export type Issue = {
  /** Stable code, such as `schema/unknown-field`. */
  code: IssueCode;
  severity: Severity;
  /** Path relative to the root of the repository, with forward slashes. */
  file: string;
  range: Range;
  /** One sentence: what is wrong and how to fix it. */
  message: string;
  /** A replacement for the text in `range`, when it is likely enough to offer. */
  suggestion?: string;
  /** The identifier of the automation, when it is known. */
  automation?: string;
  /** Other relevant places, such as the first of two duplicates. */
  related?: readonly Related[];
  /** Additional lines, such as the diff of a failed test. */
  details?: string;
};

/** A place related to an issue. */
export type Related = { file: string; range: Range; message: string };

/** Orders issues by file, then by place; at the same place, errors come first. */
export function compareIssues(a: Issue, b: Issue): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  const { line, column } = a.range.start;
  const other = b.range.start;
  return line - other.line || column - other.column || rank[a.severity] - rank[b.severity];
}

/** Removes duplicate issues, such as those that a YAML alias repeats. */
export function distinctIssues(issues: readonly Issue[]): Issue[] {
  const seen = new Set<string>();
  return issues.filter(({ code, file, range: { start, end }, message }) => {
    const key = JSON.stringify([code, file, start.line, start.column, end.line, end.column, message]);
    return !seen.has(key) && seen.add(key);
  });
}

const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
