import { createHash } from 'node:crypto';
import { notFound, type RepositoryRoute, type Request, unprocessable } from './route.ts';
import type { Repository } from './state.ts';

const body = (request: Request) => request.body as Record<string, string>;
const branchOf = (ref: string): string => ref.replace(/^refs\/heads\//, '').replace(/^heads\//, '');
const shaOf = (text: string): string => createHash('sha1').update(text).digest('hex');

/** The tip of a branch: another one whenever a file differs. */
const tipOf = (files: ReadonlyMap<string, string>): string => shaOf(JSON.stringify([...files]));

/** What changes a repository: branches, files and pull requests. */
export const changeRoutes: readonly RepositoryRoute[] = [
  {
    route: 'GET /repos/{owner}/{repo}/git/ref/{ref+}',
    as: 'token',
    needs: ['contents', 'read'],
    handle: ({ parameters }, _world, repository) => {
      const name = branchOf(parameters.ref ?? '');
      const files = repository.branches.get(name);
      return files
        ? { status: 200, body: { ref: `refs/heads/${name}`, object: { type: 'commit', sha: tipOf(files) } } }
        : notFound;
    },
  },
  {
    route: 'POST /repos/{owner}/{repo}/git/refs',
    as: 'token',
    needs: ['contents', 'write'],
    handle: (request, _world, { branches }) => {
      const { ref = '', sha = '' } = body(request);
      const from = [...branches.values()].find((files) => tipOf(files) === sha);
      if (!ref.startsWith('refs/heads/') || branches.has(branchOf(ref)))
        return unprocessable('Reference already exists');
      if (!from) return unprocessable('Object does not exist');
      branches.set(branchOf(ref), new Map(from));
      return { status: 201, body: { ref, object: { type: 'commit', sha } } };
    },
  },
  {
    route: 'DELETE /repos/{owner}/{repo}/git/refs/{ref+}',
    as: 'token',
    needs: ['contents', 'write'],
    handle: ({ parameters }, _world, { branches }) =>
      branches.delete(branchOf(parameters.ref ?? '')) ? { status: 204 } : unprocessable('Reference does not exist'),
  },
  {
    route: 'PUT /repos/{owner}/{repo}/contents/{path+}',
    as: 'token',
    needs: ['contents', 'write'],
    handle: (request, _world, repository) =>
      change(request, repository, Buffer.from(body(request).content ?? '', 'base64').toString()),
  },
  {
    route: 'DELETE /repos/{owner}/{repo}/contents/{path+}',
    as: 'token',
    needs: ['contents', 'write'],
    handle: (request, _world, repository) => change(request, repository, null),
  },
  {
    route: 'POST /repos/{owner}/{repo}/pulls',
    as: 'token',
    needs: ['pull_requests', 'write'],
    handle: (request, { state }, repository) => {
      const { title = '', head = '', base = '', body: text = '' } = body(request);
      if (!repository.branches.has(head) || !repository.branches.has(base)) return unprocessable('Validation Failed');
      const number = state.nextId();
      repository.opened.push({ number, title, head, base, body: text });
      const url = `https://github.com/${repository.owner}/${repository.name}/pull/${number}`;
      return { status: 201, body: { number, html_url: url, state: 'open' } };
    },
  },
];

function change(request: Request, { branches }: Repository, text: string | null) {
  const { branch = '', sha, message } = body(request);
  const path = request.parameters.path ?? '';
  const files = branches.get(branch);
  if (!files) return notFound;
  if (message === undefined) return unprocessable('Invalid request.\n\n"message" wasn\'t supplied.');
  const old = files.get(path);
  if (old === undefined ? sha !== undefined || text === null : sha !== shaOf(old)) {
    return { status: 409, body: { message: `${path} does not match ${String(sha)}`, status: '409' } };
  }
  if (text === null) files.delete(path);
  else files.set(path, text);
  return { status: old === undefined ? 201 : 200, body: { commit: { sha: tipOf(files) } } };
}
