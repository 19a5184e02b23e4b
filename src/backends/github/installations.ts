import type { Probot, ProbotOctokit } from 'probot';
import type { JsonObject } from '../../core/json.ts';
import { valueAt } from '../../core/json.ts';
import type { GitHubResult } from '../backend.ts';
import { createCache } from '../cache.ts';
import { rateLimitWait, reasonOf } from './limits.ts';
import { resultOfCall } from './result.ts';

type Octokit = InstanceType<typeof ProbotOctokit>;

/** An octokit that acts as the installation which owns a repository. */
export type Found = { type: 'installation'; id: number; octokit: Octokit };

/** A name that can be part of a path: anything else might lead to another repository's address. */
const nameForm = /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/;

/** More repositories than a busy service meets, few enough to hold. */
const maxRepositories = 10_000;

type Ask = (route: 'GET /repos/{owner}/{repo}/installation', parameters: JsonObject) => Promise<GitHubResult>;

/** Finds, and remembers, which installation of our App owns a repository, and sees to it that its token is at hand. */
export function createInstallations(probot: Probot, ask: Ask) {
  const found = createCache<Found>({ max: maxRepositories });
  const asked = new Map<string, Promise<Found | GitHubResult>>();
  const staleTokens = new Set<number>();

  /** Callers that need the same repository at the same time share one question, which no single one of them can stop. */
  function lookUp(key: string, owner: string, repo: string): Promise<Found | GitHubResult> {
    const under = asked.get(key) ?? lookUpNow(owner, repo).finally(() => asked.delete(key));
    asked.set(key, under);
    return under;
  }

  async function lookUpNow(owner: string, repo: string): Promise<Found | GitHubResult> {
    const result = await ask('GET /repos/{owner}/{repo}/installation', { owner, repo });
    const id = result.type === 'answer' && result.status === 200 ? valueAt(result.data, 'id') : undefined;
    if (typeof id !== 'number') return beforehand(result, owner, repo);
    return { type: 'installation', id, octokit: await probot.auth(id) };
  }

  /** Gets the token first, so that a failure to get one is known to have done nothing. */
  async function withToken(installation: Found, owner: string, repo: string): Promise<GitHubResult | null> {
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
    /** The installation for a repository; or, in the client's words, why nothing can be sent. */
    async find(owner: string, repo: string, signal?: AbortSignal): Promise<Found | GitHubResult> {
      if (!nameForm.test(owner) || !nameForm.test(repo)) {
        return { type: 'no-installation', message: 'This is not the name of a repository on GitHub.' };
      }
      if (signal?.aborted) return { type: 'unsent', message: 'The attempt was stopped before anything was sent.' };
      const key = `${owner}/${repo}`.toLowerCase();
      const installation = found.get(key) ?? (await lookUp(key, owner, repo));
      if (installation.type !== 'installation') return installation;
      found.set(key, installation);
      const refusal = await withToken(installation, owner, repo);
      if (refusal === null) return installation;
      found.delete(key);
      return refusal;
    },
    /** Forgets one repository's installation; `token`: the next call also asks for a new token. */
    forget(owner: string, repo: string, { token }: { token: boolean }): void {
      const key = `${owner}/${repo}`.toLowerCase();
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

/** What a failed step before the call itself means: nothing was sent, so only "not installed" is final. */
function beforehand(result: GitHubResult, owner: string, repo: string): GitHubResult {
  if (result.type === 'no-installation') return result;
  if (result.type !== 'answer') return { type: 'unsent', message: result.message };
  const name = `${owner}/${repo}`;
  if (result.status === 404) {
    const message = `The GitHub App is not installed for ${name}, or the repository does not exist.`;
    return { type: 'no-installation', message };
  }
  // The same for every caller as if the call itself had met the limit: nothing was done, and it says how long to wait.
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
