import { type Json, valueAt } from '../../core/json.ts';
import type { GitHub } from '../backend.ts';
import type { GitHubClient } from './client.ts';

/** The maximum number of pages, enough for 10,000 accounts, so that an endless list cannot block us. */
const maxPages = 100;

/** Lists the accounts that installed the App and did not suspend it. */
export async function listAccounts(
  { app }: Pick<GitHubClient, 'app'>,
  signal?: AbortSignal,
): ReturnType<GitHub['accounts']> {
  const names: string[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const result = await app('GET /app/installations', { per_page: 100, page }, signal);
    if (result.type !== 'answer' || result.status !== 200 || !Array.isArray(result.data)) return result;
    names.push(...result.data.flatMap(accountOf));
    if (!/rel="next"/.test(result.headers.link ?? '')) break;
  }
  return { type: 'accounts', names };
}

function accountOf(installation: Json): string[] {
  const login = valueAt(installation, 'account', 'login');
  const suspended = valueAt(installation, 'suspended_at') ?? null;
  return typeof login === 'string' && suspended === null ? [login] : [];
}
