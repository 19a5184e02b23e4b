import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../app/access/access.ts';
import type { App } from '../app/app.ts';

/** What every route works with. */
export type Routes = { app: App; server: FastifyInstance };

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set before any handler of a protected route runs. */
    principal: Principal | null;
  }
}

/** Whoever calls a protected route. */
export function callerOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('a protected route ran without authorization');
  return request.principal;
}

/** How many items a list skips, as the schema of a query; the database counts no further. */
export const offset = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

/** A query parameter as a list: repeated, or once. */
export function listOf(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  return (Array.isArray(value) ? value : [value]).map(String);
}
