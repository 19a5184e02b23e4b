/** The providers that send webhooks. */
export const providers = ['github', 'gitlab'] as const;

/** One of `providers`. */
export type Provider = (typeof providers)[number];

/** The prefix of stored names of GitLab webhooks; no GitHub webhook name starts with it. */
export const gitLabPrefix = 'gitlab_';

/** The provider of a webhook, by its stored name. */
export function providerOf(name: string): Provider {
  return name.startsWith(gitLabPrefix) ? 'gitlab' : 'github';
}
