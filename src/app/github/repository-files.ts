import { randomBytes } from 'node:crypto';
import type { GitHub, GitHubResult } from '../../backends/backend.ts';
import { AppError } from '../../core/error.ts';
import { type JsonObject, valueAt } from '../../core/json.ts';

/** A repository and the branch that changes start from. */
export type BaseBranch = { owner: string; repo: string; branch: string };

/** A file on GitHub; `sha` identifies its content for a change. */
export type RepositoryFile = { text: string; sha: string };

/** A change of one file as a pull request; `text` null deletes it, `sha` null creates it. */
export type FileChange = { path: string; text: string | null; sha: string | null; title: string; body: string };

/** An opened pull request, or why it could not be opened. */
export type Opened = { ok: true; number: number; url: string } | { ok: false; reason: string };

/** What the App needs for a pull request. */
const permissions = 'the GitHub App needs the permissions Contents: write and Pull requests: write there';

/** Finds the branch that a change starts from. Throws `unavailable` or `forbidden` when GitHub does not say. */
export async function baseOf(github: GitHub, repository: string): Promise<BaseBranch> {
  const [owner = '', repo = ''] = repository.split('/');
  const found = await github.defaultBranch(owner, repo, { fresh: true });
  if (found.type === 'branch') return { owner, repo, branch: found.name };
  throw refusal(found, repository);
}

/** Reads a file; null when there is none. Throws `forbidden` when the App may not read it. */
export async function readFile(
  github: GitHub,
  { owner, repo, branch }: BaseBranch,
  path: string,
): Promise<RepositoryFile | null> {
  const route = 'GET /repos/{owner}/{repo}/contents/{path}';
  const result = await github.request(owner, repo, route, { path, ref: branch });
  if (result.type === 'answer' && result.status === 404) return null;
  const [content, sha] = result.type === 'answer' ? ['content', 'sha'].map((name) => valueAt(result.data, name)) : [];
  if (typeof content === 'string' && typeof sha === 'string') {
    return { text: Buffer.from(content, 'base64').toString('utf8'), sha };
  }
  throw refusal(result, `${owner}/${repo}`);
}

/** Opens a pull request with a change to one file; if that fails, the branch is deleted again. */
export async function openPullRequest(github: GitHub, base: BaseBranch, change: FileChange): Promise<Opened> {
  const { owner, repo, branch } = base;
  const call = (route: Parameters<GitHub['request']>[2], parameters: JsonObject) =>
    github.request(owner, repo, route, parameters);
  const head = `catalog-automations/${randomBytes(6).toString('hex')}`;
  const tip = await call('GET /repos/{owner}/{repo}/git/ref/{ref}', { ref: `heads/${branch}` });
  const sha = tip.type === 'answer' ? valueAt(tip.data, 'object', 'sha') : undefined;
  if (typeof sha !== 'string') return { ok: false, reason: reasonFor(tip) };
  const made = await call('POST /repos/{owner}/{repo}/git/refs', { ref: `refs/heads/${head}`, sha });
  if (!isDone(made)) return { ok: false, reason: reasonFor(made) };
  const written = await write();
  const opened = isDone(written)
    ? await call('POST /repos/{owner}/{repo}/pulls', { title: change.title, body: change.body, head, base: branch })
    : written;
  const [number, url] =
    opened.type === 'answer' ? ['number', 'html_url'].map((name) => valueAt(opened.data, name)) : [];
  if (isDone(opened) && typeof number === 'number' && typeof url === 'string') return { ok: true, number, url };
  await call('DELETE /repos/{owner}/{repo}/git/refs/{ref}', { ref: `heads/${head}` });
  return { ok: false, reason: reasonFor(opened) };

  function write(): Promise<GitHubResult> {
    const { path, text, sha: old, title: message } = change;
    const parameters = { path, message, branch: head, ...(old !== null && { sha: old }) };
    if (text === null) return call('DELETE /repos/{owner}/{repo}/contents/{path}', parameters);
    const content = Buffer.from(text).toString('base64');
    return call('PUT /repos/{owner}/{repo}/contents/{path}', { ...parameters, content });
  }
}

function isDone(result: GitHubResult): boolean {
  return result.type === 'answer' && result.status >= 200 && result.status < 300;
}

function reasonFor(result: GitHubResult): string {
  if (result.type !== 'answer') return result.message;
  const said = valueAt(result.data, 'message');
  const text = typeof said === 'string' ? said : `status ${result.status}`;
  if (result.status === 403 || result.status === 404) return `GitHub refused it (${text}): ${permissions}`;
  return `GitHub refused it: ${text}`;
}

function refusal(result: GitHubResult, repository: string): AppError {
  if (result.type === 'no-installation') return new AppError('forbidden', result.message);
  if (result.type !== 'answer') return new AppError('unavailable', result.message);
  const said = valueAt(result.data, 'message');
  const message = `GitHub does not show ${repository} to the App: ${typeof said === 'string' ? said : result.status}`;
  return new AppError(result.status >= 500 ? 'unavailable' : 'forbidden', message);
}
