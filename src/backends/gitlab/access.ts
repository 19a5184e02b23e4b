/** Which GitLab is called, and with what. */
export type GitLabAccess = {
  /** Its address without a trailing slash. */
  url: string;
  /** A token with `read_api`, to look at pipelines; null: nobody looks. */
  token: string | null;
  /** Trigger tokens by the name that `triggerTokenNames` gives them. */
  triggerTokens: Readonly<Record<string, string>>;
  /** Whether GitLab tells us by webhook how pipelines stand. */
  reports: boolean;
};
