import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../app/access/access.ts';
import type { App } from '../app/app.ts';
import type { ChangeAuthor } from '../app/automations/record-changes.ts';

/** The dependencies of every route. */
export type Routes = { app: App; server: FastifyInstance };

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller; set before any handler of a protected route runs. */
    principal: Principal | null;
  }
}

/** The caller of a protected route. */
export function callerOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('a protected route ran without authorization');
  return request.principal;
}

/** The caller as the author of a change. */
export function authorOf(request: FastifyRequest): ChangeAuthor {
  const { name, session, runId } = callerOf(request);
  return { name, origin: session === undefined ? (runId === undefined ? 'API' : 'AUTOMATION') : 'UI' };
}

/** The schema of the number of items a list skips; the database counts no further. */
export const offset = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

/** Reads a query parameter as a list, whether it is given once or repeated. */
export function listOf(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  return (Array.isArray(value) ? value : [value]).map(String);
}
