import type { Probot, ProbotOctokit } from 'probot';
import type { JsonObject } from '../../core/json.ts';
import { valueAt } from '../../core/json.ts';
import type { GitHubResult } from '../backend.ts';
import { createCache } from '../cache.ts';
import { rateLimitWait, reasonOf } from './rate-limit.ts';
import { resultOfCall } from './result.ts';

type Octokit = InstanceType<typeof ProbotOctokit>;

/** An installation that owns a repository, with an octokit that acts as it. */
export type FoundInstallation = { type: 'installation'; id: number; octokit: Octokit };

/** A name that is safe in a path: anything else might lead to another repository. */
const nameForm = /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/;

/** The most repositories cached: more than a busy service uses, and small enough for memory. */
const maxRepositories = 10_000;

/** The routes that find an installation: that of a repository, or of an account. */
export type InstallationRoute = 'GET /repos/{owner}/{repo}/installation' | 'GET /users/{username}/installation';

type AskGitHub = (route: InstallationRoute, parameters: JsonObject) => Promise<GitHubResult>;

/** Finds and caches the installation of our App that owns a repository, and makes sure that its token is available. */
export function createInstallations(probot: Probot, ask: AskGitHub) {
  const found = createCache<FoundInstallation>({ max: maxRepositories });
  const asked = new Map<string, Promise<FoundInstallation | GitHubResult>>();
  const staleTokens = new Set<number>();

  /** Concurrent callers for one repository share one lookup, which none of them alone can abort. */
  function lookUp(key: string, owner: string, repo: string | null): Promise<FoundInstallation | GitHubResult> {
    const under = asked.get(key) ?? lookUpNow(owner, repo).finally(() => asked.delete(key));
    asked.set(key, under);
    return under;
  }

  async function lookUpNow(owner: string, repo: string | null): Promise<FoundInstallation | GitHubResult> {
    const result =
      repo === null
        ? await ask('GET /users/{username}/installation', { username: owner })
        : await ask('GET /repos/{owner}/{repo}/installation', { owner, repo });
    const id = result.type === 'answer' && result.status === 200 ? valueAt(result.data, 'id') : undefined;
    if (typeof id !== 'number') return beforehand(result, owner, repo);
    return { type: 'installation', id, octokit: await probot.auth(id) };
  }

  /** Fetches the token first, so that a failure to get one is known to have had no effect. */
  async function withToken(
    installation: FoundInstallation,
    owner: string,
    repo: string | null,
  ): Promise<GitHubResult | null> {
    const app = await probot.auth();
    const refresh = staleTokens.has(installation.id);
    const result = await resultOfCall(async () => {
      await app.auth({ type: 'installation', installationId: installation.id, refresh });
      return { status: 200, data: null, headers: {} };
    });
    if (result.type !== 'answer' || result.status !== 200) return beforehand(result, owner, repo);
    staleTokens.delete(installation.id);
    return null;
  }

  return {
    /** The installation for a repository, or for an account when `repo` is null; or the result that says why nothing can be sent. */
    async find(owner: string, repo: string | null, signal?: AbortSignal): Promise<FoundInstallation | GitHubResult> {
      if (!nameForm.test(owner) || (repo !== null && !nameForm.test(repo))) {
        const what = repo === null ? 'an account' : 'a repository';
        return { type: 'no-installation', message: `This is not the name of ${what} on GitHub.` };
      }
      if (signal?.aborted) return { type: 'unsent', message: 'The attempt was stopped before anything was sent.' };
      const key = keyOf(owner, repo);
      const installation = found.get(key) ?? (await lookUp(key, owner, repo));
      if (installation.type !== 'installation') return installation;
      found.set(key, installation);
      const refusal = await withToken(installation, owner, repo);
      if (refusal === null) return installation;
      found.delete(key);
      return refusal;
    },
    /** Forgets one repository's installation; `token`: the next call also fetches a new token. */
    forget(owner: string, repo: string | null, { token }: { token: boolean }): void {
      const key = keyOf(owner, repo);
      const installation = found.get(key);
      if (token && installation) staleTokens.add(installation.id);
      found.delete(key);
    },
    /** Forgets every installation on one account. */
    forgetOwner(owner: string): void {
      found.deletePrefix(`${owner.toLowerCase()}/`);
    },
  };
}

/** The key of a repository; no repository is called `*`. */
const keyOf = (owner: string, repo: string | null): string => `${owner}/${repo ?? '*'}`.toLowerCase();

/** The result when a step before the call itself failed: nothing was sent, so only "not installed" is final. */
function beforehand(result: GitHubResult, owner: string, repo: string | null): GitHubResult {
  if (result.type === 'no-installation') return result;
  if (result.type !== 'answer') return { type: 'unsent', message: result.message };
  const name = repo === null ? owner : `${owner}/${repo}`;
  if (result.status === 404) {
    const message = `The GitHub App is not installed for ${name}, or the ${repo === null ? 'account' : 'repository'} does not exist.`;
    return { type: 'no-installation', message };
  }
  // A rate limit before the call means the same as one on the call: nothing was done, and it says how long to wait.
  if (rateLimitWait(result, 0) !== null) return result;
  const reason = reasonOf(result);
  if (result.status === 403) {
    return { type: 'no-installation', message: `The GitHub App may not act for ${name}: ${reason}.`, forbidden: true };
  }
  if (result.status === 401) {
    const message = `GitHub refused the App's own credentials (${reason}): check APP_ID, PRIVATE_KEY and the clock.`;
    return { type: 'unsent', message };
  }
  return { type: 'unsent', message: `GitHub gave no access to ${name} (${reason}), so nothing was sent.` };
}
