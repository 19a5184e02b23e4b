import type { GitHub } from '../../backends/backend.ts';
import type { GitHubAccess } from '../../backends/github/access.ts';
import type { Store } from '../../store/store.ts';
import { createGitHubSignIn, type GitHubSignIn } from './github-sign-in.ts';
import { createRepositoryRights, type RepositoryRights } from './repository-rights.ts';
import { createSessions, type Sessions } from './sessions.ts';

/** How people sign in, and what they may do. */
export type People = {
  sessions: Sessions;
  /** Null: sign-in with GitHub is off. */
  gitHub: GitHubSignIn | null;
  rights: RepositoryRights;
};

/** Opens the page for people; `address`: where the service can be reached; `now` in ms. */
export function createPeople(options: {
  store: Pick<Store, 'tokens' | 'automations'>;
  key: Buffer;
  serverUrl: string | null;
  /** The App; null: there is none. */
  github: GitHub | null;
  /** Each provider's configuration, by its name. */
  access: Readonly<Record<string, unknown>>;
  address(): string;
  now(): number;
}): People {
  const { store, key, serverUrl, github, address, now } = options;
  const app = options.access.github as GitHubAccess | null;
  const members = github?.members ?? null;
  const signIn = app?.signIn ?? null;
  const config = signIn && app && github && { ...signIn, apiUrl: app.apiUrl, webUrl: github.webUrl };
  return {
    sessions: createSessions({ key, tokens: store.tokens, serverUrl, address, now }),
    gitHub: config && members && createGitHubSignIn({ config, members, tokens: store.tokens, key, address, now }),
    rights: createRepositoryRights(store.automations, members, now),
  };
}
