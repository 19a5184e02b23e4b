import { createHash } from 'node:crypto';
import { repositoryObject } from './objects.ts';
import { notFound, page, type RepositoryRoute } from './route.ts';

/** What may be read of a repository. */
export const repositoryRoutes: readonly RepositoryRoute[] = [
  {
    route: 'GET /repos/{owner}/{repo}',
    as: 'token',
    needs: ['metadata', 'read'],
    handle: (_request, _world, repository) => ({ status: 200, body: repositoryObject(repository) }),
  },
  {
    route: 'GET /repos/{owner}/{repo}/contents/{path+}',
    as: 'token',
    needs: ['contents', 'read'],
    handle: ({ parameters, query }, _world, repository) => {
      const ref = (query.get('ref') ?? repository.defaultBranch).replace(/^refs\/heads\//, '');
      const files = repository.branches.get(ref);
      const path = parameters.path ?? '';
      if (!files) return { status: 404, body: { message: `No commit found for the ref ${ref}` } };
      const text = files.get(path);
      if (text !== undefined) return { status: 200, body: fileObject(path, text) };
      const inside = [...files].filter(([name]) => name.startsWith(`${path}/`));
      return inside.length === 0 ? notFound : { status: 200, body: directory(path, inside) };
    },
  },
  {
    route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
    as: 'token',
    needs: ['pull_requests', 'read'],
    handle: (request, { url }, repository) => {
      const files = repository.pulls.get(Number(request.parameters.pull_number));
      if (!files) return notFound;
      const { items, headers } = page(files, request, url());
      return { status: 200, body: items, headers };
    },
  },
];

function fileObject(path: string, text: string) {
  return {
    type: 'file',
    name: path.split('/').at(-1),
    path,
    sha: createHash('sha1').update(text).digest('hex'),
    size: Buffer.byteLength(text),
    encoding: 'base64',
    content: Buffer.from(text).toString('base64'),
  };
}

function directory(path: string, inside: readonly (readonly [string, string])[]) {
  const names = new Set(inside.map(([name]) => name.slice(path.length + 1).split('/')[0] ?? ''));
  return [...names].map((name) => ({
    type: inside.some(([file]) => file === `${path}/${name}`) ? 'file' : 'dir',
    name,
    path: `${path}/${name}`,
  }));
}
