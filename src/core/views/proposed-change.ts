/** A change to a definition in the repository that owns it. */
export type ProposedChange = {
  /** `owner/repo`. */
  repository: string;
  /** The file that changes, from the repository's root. */
  file: string;
  /** The branch that it would be merged into. */
  branch: string;
  /** The change in the format of `git diff`, without a header. */
  diff: string;
  /** The address of GitHub's editor for the file, to make the change manually. */
  editor: string;
  pullRequest: { number: number; url: string } | null;
  /** Why there is no pull request, and what would allow one; null if there is one, or if none was requested. */
  reason: string | null;
  warnings: string[];
};
