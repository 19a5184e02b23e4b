/** Who sends us webhooks. */
export const providers = ['github', 'gitlab'] as const;

/** One of `providers`. */
export type Provider = (typeof providers)[number];

/** What the names of GitLab's webhooks begin with, as we keep them; no name of GitHub's does. */
export const gitLabPrefix = 'gitlab_';

/** Whose webhook it is, by the name that it is kept under. */
export function providerOf(name: string): Provider {
  return name.startsWith(gitLabPrefix) ? 'gitlab' : 'github';
}
