import type { CryptoKey } from 'jose';
import type { Reply, RepositoryRoute, Request, Route, World } from './route.ts';
import { notFound } from './route.ts';
import { findRepository, type Repository, type State, same, type Token } from './state.ts';
import { refuseAppToken } from './tokens.ts';

const badCredentials: Reply = { status: 401, body: { message: 'Bad credentials', status: '401' } };

/** Checks who asks, as GitHub does, and lets the route answer. */
export async function answer(
  route: Route,
  request: Request,
  authorization: string,
  world: World,
  appKey: CryptoKey,
): Promise<Reply> {
  if (route.as === 'open') return route.handle(request, world);
  const [scheme = '', token = ''] = authorization.split(' ');
  if (route.as === 'app') {
    const refused = /^bearer$/i.test(scheme)
      ? await refuseAppToken(world.state, appKey, token)
      : 'Requires authentication';
    return refused === null ? route.handle(request, world) : { status: 401, body: { message: refused, status: '401' } };
  }
  const known = world.state.tokens.find((one) => one.token === token);
  if (!known) return badCredentials;
  const answered = await (route.as === 'viewer'
    ? route.handle(request, world, known)
    : answerWithToken(route, request, world, known));
  return { ...answered, headers: { ...answered.headers, ...limitHeaders(world.state) } };
}

/** The headers about the hourly limit, of which each request uses up one. */
function limitHeaders({ rateLimit }: State): Record<string, string> {
  if (rateLimit === null) return {};
  rateLimit.remaining -= 1;
  const { limit, remaining, reset } = rateLimit;
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(reset),
  };
}

function answerWithToken(route: RepositoryRoute, request: Request, world: World, token: Token): Reply | Promise<Reply> {
  const repository = visibleRepository(
    world.state,
    token,
    request.parameters.owner ?? '',
    request.parameters.repo ?? '',
  );
  if (!repository) return notFound;
  if (repository.refusal !== undefined) return repository.refusal;
  const [name, level] = route.needs;
  const granted = name === 'metadata' ? 'read' : token.permissions[name];
  if (granted === undefined || (level === 'write' && granted !== 'write')) {
    const accepted = { 'x-accepted-github-permissions': `${name}=${level}` };
    return {
      status: 403,
      body: { message: 'Resource not accessible by integration', status: '403' },
      headers: accepted,
    };
  }
  return route.handle(request, world, repository, token);
}

/** A repository outside the token's reach does not exist for it: GitHub never says 403 here. */
export function visibleRepository(state: State, token: Token, owner: string, name: string): Repository | null {
  const repository = findRepository(state, owner, name);
  if (!repository || !same(repository.owner, token.account)) return null;
  return token.repository === null || same(repository.name, token.repository) ? repository : null;
}
