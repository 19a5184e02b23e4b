/** A change to a definition in the repository that owns it. */
export type ProposedChange = {
  /** `owner/repo`. */
  repository: string;
  /** The file that changes, from the repository's root. */
  file: string;
  /** The branch that it would be merged into. */
  branch: string;
  /** The change, as `git diff` shows it without its header. */
  diff: string;
  /** GitHub's editor for the file, for a change by hand. */
  editor: string;
  pullRequest: { number: number; url: string } | null;
  /** Why there is no pull request, and what would allow one; null with one, or without asking for one. */
  reason: string | null;
  warnings: string[];
};
