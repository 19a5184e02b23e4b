import { valueAt } from '../../core/json.ts';
import type { GitHub, GitHubResult } from '../backend.ts';

/** Reads a text file of a repository: null when it does not exist, GitHub's answer for anything else. */
export async function readContents(
  github: Pick<GitHub, 'request'>,
  place: { owner: string; repo: string; path: string; ref?: string | undefined },
  signal?: AbortSignal,
): Promise<{ type: 'text'; text: string | null } | GitHubResult> {
  const { owner, repo, path, ref } = place;
  const route = 'GET /repos/{owner}/{repo}/contents/{path}';
  const result = await github.request(owner, repo, route, { path, ...(ref !== undefined && { ref }) }, signal);
  if (result.type !== 'answer') return result;
  if (result.status === 404) return { type: 'text', text: null };
  const [encoding, content] = [valueAt(result.data, 'encoding'), valueAt(result.data, 'content')];
  if (result.status !== 200 || encoding !== 'base64' || typeof content !== 'string') return result;
  return { type: 'text', text: Buffer.from(content, 'base64').toString('utf8') };
}
