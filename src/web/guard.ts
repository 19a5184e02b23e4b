import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Access, hasSignature, type Principal } from '../app/access/access.ts';
import type { Workflows } from '../app/access/oidc.ts';
import type { People } from '../app/access/people.ts';
import { AppError } from '../core/error.ts';
import { sourceOfRole } from '../core/views/client-view.ts';
import { includesRole, type Role } from '../core/views/role.ts';
import type { SessionView } from '../core/views/session-view.ts';
import type { FailedLogins } from './failed-logins.ts';
import { accessOf, type RouteAccess } from './route-access.ts';
import { foreignPage } from './session-routes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route, from the table in route-access.ts. */
    access?: RouteAccess;
  }
}

/** Checks the caller of every route by the table, before reading the body unless a signature over it is needed. */
export function guardRoutes(
  server: FastifyInstance,
  access: Access,
  workflows: Workflows,
  { sessions, rights }: Pick<People, 'sessions' | 'rights'>,
  failed: FailedLogins,
): void {
  server.decorateRequest('principal', null);

  server.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      const granted = accessOf(method, route.url);
      if (granted === undefined) {
        throw new Error(`${method} ${route.url} is missing from the table in src/web/route-access.ts`);
      }
      route.config = { ...route.config, access: granted };
    }
  });

  /** Limits failures only with Basic: guessing a token's signature is hopeless. */
  async function authorize(request: FastifyRequest, reply: FastifyReply): Promise<Principal> {
    const { authorization } = request.headers;
    if (!/^basic /i.test(authorization ?? '')) return access.authorize(authorization);
    return limitFailures(failed, request, reply, () => access.authorize(authorization));
  }

  server.addHook('onRequest', async (request, reply) => {
    const granted = request.routeOptions.config.access;
    // An unknown route answers 404, which reveals nothing.
    if (granted === undefined || granted.open || isSigned(request)) return;
    const { authorization } = request.headers;
    const session = authorization === undefined ? sessions.read(request.headers.cookie) : null;
    if (session !== null) {
      await checkSession(request, granted, session, { sessions, rights });
      request.principal = { name: `user:${session.login}`, session };
      return;
    }
    const principal =
      granted.workflow !== undefined && authorization !== undefined && workflows.isToken(authorization)
        ? await workflows.authorize(authorization, granted.workflow)
        : await authorize(request, reply);
    checkRun(request, granted, principal);
    checkClient(granted, principal);
    request.principal = principal;
  });

  server.addHook('preValidation', async (request) => {
    if (!isSigned(request)) return;
    request.principal = access.verifySignature(request.headers, request.rawBody ?? new Uint8Array());
  });
}

/** Runs a check of credentials, unless the address has failed too often. */
export async function limitFailures<T>(
  failed: FailedLogins,
  { ip, log }: FastifyRequest,
  reply: FastifyReply,
  check: () => Promise<T>,
): Promise<T> {
  const seconds = failed.wait(ip);
  if (seconds > 0) reply.header('retry-after', seconds);
  failed.check(ip);
  return check().catch((error: unknown) => {
    failed.note(ip);
    // Once per lock-out, not per guess: an operator should see it, and the log should survive it.
    const locked = failed.wait(ip);
    if (locked > 0)
      log.warn(
        { address: ip, seconds: locked },
        'too many failed logins: requests from this address are refused for a while',
      );
    throw error;
  });
}

/** True when a signature counts: only where the table accepts one; elsewhere the header has no effect. */
function isSigned(request: FastifyRequest): boolean {
  return request.routeOptions.config.access?.signature === true && hasSignature(request.headers);
}

/** Refuses what the session's role does not include, and changes that another site may have requested. */
async function checkSession(
  request: FastifyRequest,
  { role, owner }: RouteAccess,
  session: SessionView,
  { sessions, rights }: Pick<People, 'sessions' | 'rights'>,
): Promise<void> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead && !sessions.isOwnPage(request.headers)) throw new AppError('forbidden', foreignPage);
  if (role === undefined) throw new AppError('forbidden', 'This is for programs; it needs the client id and secret');
  if (includesRole(session.role, role)) return;
  const { id = '' } = request.params as { id?: string };
  if (owner === true && session.via === 'github' && (await rights(id, session.login))) return;
  throw new AppError('forbidden', `This needs the role ${role}, and ${session.login} has the role ${session.role}`);
}

/** Refuses what a client's role does not include. */
function checkClient({ role: needed = 'write', workflow }: RouteAccess, { name, role }: Principal): void {
  if (role === undefined) return;
  const source = sourceOfRole(role);
  // Which source it may sync, the use case checks.
  if (source === null ? includesRole(role as Role, needed) : workflow !== undefined && workflow !== 'backtest') return;
  throw new AppError('forbidden', `This needs the role ${needed}, and ${name} has the role ${role}`);
}

function checkRun(request: FastifyRequest, { run }: RouteAccess, { runId }: Principal): void {
  if (runId === undefined || run === 'any') return;
  if (run === 'own' && (request.params as { id?: string }).id === runId) return;
  throw new AppError(
    'forbidden',
    "A run's own token gives access only to entities, their search and the run itself. " +
      'This needs the client id and secret, or a token made with them',
  );
}
