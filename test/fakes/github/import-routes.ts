import { repositoryObject, runObject, workflowId } from './objects.ts';
import { page, type RepositoryRoute, type Request, type ViewerRoute } from './route.ts';
import { type Listed, type Repository, type State, same } from './state.ts';

/** The repositories of an installation. */
export const accountRoute: ViewerRoute = {
  route: 'GET /installation/repositories',
  as: 'viewer',
  handle: (request, { state, url }, token) => {
    const own = state.repositories.filter(({ owner }) => same(owner, token.account));
    const { items, headers } = page(own, request, url());
    return { status: 200, body: { total_count: own.length, repositories: items.map(repositoryObject) }, headers };
  },
};

/** The lists of a repository, from which an import reads. */
export const importRoutes: readonly RepositoryRoute[] = [
  listRoute('branches', 'contents', null, (repository) =>
    [...repository.branches.keys()].map((name) => ({ name, commit: { sha: `sha-${name}` }, protected: false })),
  ),
  listRoute('actions/workflows', 'actions', 'workflows', (repository, state) => {
    const files = new Set(state.runs.filter((run) => run.repository === repository).map(({ workflow }) => workflow));
    return [...files].map((file) => ({
      ...{ id: workflowId(repository, file), name: file, path: `.github/workflows/${file}`, state: 'active' },
      updated_at: '2026-01-01T00:00:00Z',
    }));
  }),
  listRoute('actions/runs', 'actions', 'workflow_runs', (repository, state, { query }) => {
    const earliest = (query.get('created') ?? '').replace(/^>=/, '');
    const own = state.runs.filter((run) => run.repository === repository).map(runObject);
    return own.filter(({ created_at }) => created_at >= earliest).reverse();
  }),
  listRoute('releases', 'contents', null, listed('releases')),
  listRoute('deployments', 'deployments', null, listed('deployments')),
  listRoute('pulls', 'pull_requests', null, listed('pulls')),
  listRoute('issues', 'issues', null, listed('issues')),
];

function listRoute(
  path: string,
  permission: string,
  field: string | null,
  all: (repository: Repository, state: State, request: Request) => readonly object[],
): RepositoryRoute {
  return {
    route: `GET /repos/{owner}/{repo}/${path}`,
    as: 'token',
    needs: [permission, 'read'],
    handle: (request, { state, url }, repository) => {
      const found = all(repository, state, request);
      const { items, headers } = page(found, request, url());
      return { status: 200, body: field === null ? items : { total_count: found.length, [field]: items }, headers };
    },
  };
}

/** What a test put into a list, filtered and sorted as GitHub does it. */
function listed(name: string) {
  return (repository: Repository, _state: State, { query }: Request): readonly Listed[] => {
    const state = query.get('state');
    const field = query.get('sort') === 'updated' ? 'updated_at' : 'created_at';
    const sign = query.get('direction') === 'asc' ? 1 : -1;
    const time = (one: Listed) => String(one[field] ?? '');
    return (repository.listed.get(name) ?? [])
      .filter((one) => state === null || one.state === state)
      .filter((one) => String(one.updated_at ?? '') >= (query.get('since') ?? ''))
      .toSorted((a, b) => sign * (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0));
  };
}
