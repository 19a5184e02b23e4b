import type { Probot } from 'probot';
import { isObject, type JsonObject, valueAt } from '../../core/json.ts';
import type { GitHub, GitHubResult } from '../backend.ts';
import { resultOfCall } from './result.ts';

/** The questions to GitHub about a person. */
export type GitHubMembers = {
  /** True for a member of an account that installed the App; outside collaborators are not members. */
  isMember(login: string): Promise<AnswerOrReason<boolean>>;
  /** True when the person may push to the repository. */
  mayWrite(owner: string, repo: string, login: string): Promise<AnswerOrReason<boolean>>;
};

/** An answer, or why there is none, as a sentence. */
export type AnswerOrReason<T> = { ok: true; value: T } | { ok: false; message: string };

type AppCall = (route: 'GET /app/installations', parameters: JsonObject) => Promise<GitHubResult>;

/** How many installations one page has, and how many pages are read. */
const perPage = 100;
const maxPages = 50;

/**
 * Creates the membership checks; `accounts`: only these are accepted, in lower case; null: every account that installed
 * the App.
 */
export function createMembers(
  probot: Probot,
  app: AppCall,
  github: Pick<GitHub, 'request'>,
  accounts: readonly string[] | null,
): GitHubMembers {
  async function inOrganization(installation: number, org: string, username: string): Promise<AnswerOrReason<boolean>> {
    const result = await resultOfCall(async () => {
      const octokit = await probot.auth(installation);
      const request = { retries: 0 };
      return octokit.request('GET /orgs/{org}/memberships/{username}', { org, username, request });
    });
    if (result.type === 'answer' && result.status === 404) return { ok: true, value: false };
    if (result.type === 'answer' && result.status === 200) {
      return { ok: true, value: valueAt(result.data, 'state') === 'active' };
    }
    const why = result.type === 'answer' ? 'the App needs the permission Members: read' : result.message;
    return { ok: false, message: `GitHub does not say who belongs to ${org}: ${why}` };
  }

  return {
    async isMember(login) {
      let refused: AnswerOrReason<boolean> = { ok: true, value: false };
      for (let page = 1; page <= maxPages; page += 1) {
        const result = await app('GET /app/installations', { per_page: perPage, page });
        if (result.type !== 'answer' || result.status !== 200 || !Array.isArray(result.data)) {
          return { ok: false, message: 'GitHub does not say which accounts installed the App' };
        }
        for (const installation of result.data.filter(isObject)) {
          const account = String(valueAt(installation, 'account', 'login'));
          if (installation.suspended_at != null || accounts?.includes(account.toLowerCase()) === false) continue;
          if (account.toLowerCase() === login.toLowerCase()) return { ok: true, value: true };
          if (valueAt(installation, 'account', 'type') !== 'Organization') continue;
          const asked = await inOrganization(Number(installation.id), account, login);
          if (asked.ok && asked.value) return asked;
          if (!asked.ok) refused = asked;
        }
        if (result.data.length < perPage) break;
      }
      return refused;
    },

    async mayWrite(owner, repo, login) {
      const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
      const result = await github.request(owner, repo, route, { username: login });
      if (result.type === 'answer' && result.status === 404) return { ok: true, value: false };
      const permission = result.type === 'answer' && result.status === 200 ? valueAt(result.data, 'permission') : null;
      if (typeof permission === 'string') return { ok: true, value: ['admin', 'write'].includes(permission) };
      const why = result.type === 'answer' ? `status ${result.status}` : result.message;
      return { ok: false, message: `GitHub does not say what ${login} may do in ${owner}/${repo}: ${why}` };
    },
  };
}
