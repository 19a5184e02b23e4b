/** How serious an issue is: only an `error` keeps a definition from being loaded. */
export type Severity = 'error' | 'warning' | 'info';

/** The documentation of one issue code, for the docs and `--explain`. */
export type IssueCodeDoc = {
  severity: Severity;
  /** What is wrong, in a few words. */
  title: string;
  /** What goes wrong if it stays. */
  why: string;
  /** A minimal example that has the issue. */
  example: string;
  /** The corrected example, or what to do. */
  fix: string;
};
