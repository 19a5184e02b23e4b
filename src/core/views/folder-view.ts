import type { Severity } from '../issue/issue.ts';

/** An issue in a folder of definitions, with its place. */
export type FolderIssue = {
  code: string;
  severity: Severity;
  file: string;
  line: number;
  column: number;
  message: string;
};

/** The folder of definitions of a service, as the API shows it. Times are RFC 3339. */
export type FolderView = {
  path: string;
  /** When its definitions came into effect; null when they never did as a whole. */
  loadedAt: string | null;
  /** Why its current state is not in effect, and since when; null when it is. */
  error: { since: string; message: string; issues: readonly FolderIssue[] } | null;
};

/** What a reload of the folder changed. */
export type FolderReload = {
  path: string;
  changed: boolean;
  created: number;
  updated: number;
  removed: number;
  /** `Nothing changed`, or a description of the changes. */
  message: string;
  /** Issues that are not errors. */
  issues: readonly FolderIssue[];
};
