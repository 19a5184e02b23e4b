/** How much an issue matters: an `error` keeps a file from loading, the others do not. */
export type Severity = 'error' | 'warning' | 'info';

/** What the docs and `--explain` say of one issue code. */
export type IssueCodeDoc = {
  severity: Severity;
  /** What is wrong, in a few words. */
  title: string;
  /** What happens otherwise. */
  why: string;
  /** The smallest text that has the issue. */
  example: string;
  /** The same text without it, or what to do. */
  fix: string;
};
