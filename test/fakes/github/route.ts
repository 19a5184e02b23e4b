import type { Repository, State, Token } from './state.ts';
import type { Webhooks } from './webhooks.ts';

/** What the fake answers; a body is sent as JSON. */
export type Reply = { status: number; body?: unknown; headers?: Record<string, string> };

/** A request, understood: who asks and for what. */
export type Request = {
  method: string;
  path: string;
  parameters: Record<string, string>;
  query: URLSearchParams;
  version: string | null;
  body: unknown;
};

/** The fake's parts that a route may use. */
export type World = { state: State; webhooks: Webhooks; url: () => string };

/** An operation for the App itself, with its JWT. */
export type AppRoute = { route: string; as: 'app'; handle(request: Request, world: World): Reply | Promise<Reply> };

/** An operation on a repository, with a token that needs a permission. */
export type RepositoryRoute = {
  route: string;
  as: 'token';
  needs: readonly [name: string, level: 'read' | 'write'];
  handle(request: Request, world: World, repository: Repository, token: Token): Reply | Promise<Reply>;
};

/** An operation for the token's owner, which checks access itself. */
export type ViewerRoute = {
  route: string;
  as: 'viewer';
  handle(request: Request, world: World, token: Token): Reply | Promise<Reply>;
};

/** An operation for anyone, such as a browser. */
export type OpenRoute = { route: string; as: 'open'; handle(request: Request, world: World): Reply };

/** One operation; `route` as in GitHub's documentation: `GET /repos/{owner}/{repo}`. */
export type Route = AppRoute | RepositoryRoute | ViewerRoute | OpenRoute;

/** The parameters when the route fits method and path, else null; the last parameter may hold slashes when it ends in `+`. */
export function matchRoute(route: string, method: string, path: string): Record<string, string> | null {
  const [wanted = '', pattern = ''] = route.split(' ');
  if (wanted !== method) return null;
  const parts = pattern.split('/');
  const given = path.split('/');
  const rest = parts.at(-1)?.endsWith('+}') ?? false;
  if (rest ? given.length < parts.length : given.length !== parts.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = rest && index === parts.length - 1 ? given.slice(index).join('/') : (given[index] ?? '');
    if (part.startsWith('{')) parameters[part.replace(/[{+}]/g, '')] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return parameters;
}

/** GitHub's answer to anything that is not there or not to be seen. */
export const notFound: Reply = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
};

/** GitHub's 422 with one sentence. */
export function unprocessable(message: string): Reply {
  return { status: 422, body: { message, documentation_url: 'https://docs.github.com/rest', status: '422' } };
}

/** One page of a list, and the Link header that leads to the next one. */
export function page<Item>(items: readonly Item[], request: Request, url: string): Page<Item> {
  const size = Math.min(Number(request.query.get('per_page') ?? 30), 100);
  const number = Number(request.query.get('page') ?? 1);
  const slice = items.slice((number - 1) * size, number * size);
  if (number * size >= items.length) return { items: slice, headers: {} };
  const next = new URLSearchParams(request.query);
  next.set('page', String(number + 1));
  const last = new URLSearchParams(request.query);
  last.set('page', String(Math.ceil(items.length / size)));
  const address = (query: URLSearchParams, rel: string) => `<${url}${request.path}?${query}>; rel="${rel}"`;
  return { items: slice, headers: { link: `${address(next, 'next')}, ${address(last, 'last')}` } };
}

type Page<Item> = { items: Item[]; headers: Record<string, string> };
