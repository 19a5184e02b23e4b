import type { Probot } from 'probot';
import { isObject, type JsonObject, valueAt } from '../../core/json.ts';
import type { GitHub, GitHubResult } from '../backend.ts';
import { createCache } from '../cache.ts';
import { defaultApiUrl, type GitHubAccess, webUrlOf } from './access.ts';
import { createInstallations, type InstallationRoute } from './installations.ts';
import { listAccounts } from './list-accounts.ts';
import { createMembers } from './members.ts';
import { resultOfCall } from './result.ts';

/** An operation of the App itself, authenticated with its JWT. */
export type AppRoute = `${'GET' | 'POST' | 'PATCH'} /app${string}`;

/** GitHub as our App uses it: calls for repositories and for the App itself, and a cache that can be cleared. */
export type GitHubClient = GitHub & {
  /** Makes one call as the App; never rejects. */
  app(route: AppRoute, parameters?: JsonObject, signal?: AbortSignal): Promise<GitHubResult>;
  /** Clears the cache of one account, after a webhook says that an installation changed. */
  forget(owner: string): void;
};

/** The REST version whose answers this code reads; GitHub supports each version for at least two years. */
const apiVersion = '2022-11-28';

/** How long a default branch is cached, ms. Renames are rare, and an outdated name is noticed and fetched again. */
const branchTtlMs = 10 * 60_000;

/** The most default branches cached: more than a busy service needs in a day, and small enough for memory. */
const maxBranches = 10_000;

/** Creates the GitHub client on Probot's App authentication; `now` in ms since the epoch. */
export function createGitHubClient(
  probot: Probot,
  now: () => number,
  { apiUrl, accounts }: Pick<GitHubAccess, 'apiUrl' | 'accounts'> = { apiUrl: defaultApiUrl, accounts: null },
): GitHubClient {
  const branches = createCache<string>({ max: maxBranches, ttlMs: branchTtlMs, now });
  const installations = createInstallations(probot, app);
  let login: string | null = null;

  async function app(route: AppRoute | InstallationRoute, parameters: JsonObject = {}, signal?: AbortSignal) {
    return resultOfCall(async () => (await probot.auth()).request(route, withOptions(parameters, signal)));
  }

  const request: GitHub['request'] = async (owner, repo, route, parameters, signal) => {
    const found = await installations.find(owner, repo, signal);
    if (found.type !== 'installation') return found;
    const result = await resultOfCall(() =>
      found.octokit.request(route, withOptions({ ...parameters, owner, repo }, signal)),
    );
    // 401: the token is invalid; 404: the App may have been reinstalled under another id, or removed.
    if (result.type === 'answer' && (result.status === 401 || result.status === 404)) {
      installations.forget(owner, repo, { token: result.status === 401 });
    }
    return result;
  };

  const account: GitHub['account'] = async (owner, route, parameters, signal) => {
    const found = await installations.find(owner, null, signal);
    if (found.type !== 'installation') return found;
    const result = await resultOfCall(() => found.octokit.request(route, withOptions(parameters, signal)));
    // 404 says nothing about the installation here: the repository may be gone.
    if (result.type === 'answer' && result.status === 401) installations.forget(owner, null, { token: true });
    return result;
  };

  const defaultBranch: GitHub['defaultBranch'] = async (owner, repo, { fresh = false, signal } = {}) => {
    const key = `${owner}/${repo}`.toLowerCase();
    const known = branches.get(key);
    if (!fresh && known !== undefined) return { type: 'branch', name: known };
    const result = await request(owner, repo, 'GET /repos/{owner}/{repo}', {}, signal);
    const name = result.type === 'answer' && result.status === 200 ? valueAt(result.data, 'default_branch') : undefined;
    if (typeof name !== 'string') return result;
    branches.set(key, name);
    return { type: 'branch', name };
  };

  return {
    app,
    request,
    account,
    accounts: (signal) => listAccounts({ app }, signal),
    defaultBranch,
    members: createMembers(probot, app, { request }, accounts),
    webUrl: webUrlOf(apiUrl),
    async login() {
      if (login !== null) return login;
      const result = await app('GET /app');
      const slug = result.type === 'answer' && result.status === 200 ? valueAt(result.data, 'slug') : undefined;
      if (typeof slug === 'string') login = `${slug}[bot]`;
      return login;
    },
    about: (signal) => app('GET /app', {}, signal),
    forget(owner) {
      installations.forgetOwner(owner);
      branches.deletePrefix(`${owner.toLowerCase()}/`);
    },
  };
}

function withOptions({ headers, ...parameters }: JsonObject, signal: AbortSignal | undefined) {
  const request = { retries: 0, ...(signal && { signal }) };
  return { ...parameters, headers: { ...(isObject(headers) && headers), 'x-github-api-version': apiVersion }, request };
}
