import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access, Principal } from '../app/access/access.ts';
import type { Workflows } from '../app/access/oidc.ts';
import type { App } from '../app/app.ts';
import { AppError } from '../core/error.ts';

/** What every route works with. */
export type Routes = { app: App; access: Access; workflows: Workflows; server: FastifyInstance };

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

/** A hook that refuses whoever is not the client itself: a run's own token, or a workflow. */
export async function clientOnly(request: FastifyRequest): Promise<void> {
  const { runId, workflow } = callerOf(request);
  if (runId !== undefined || workflow !== undefined) {
    throw new AppError('forbidden', 'This needs the client id and secret, or a token made with them');
  }
}

/** A query parameter as a list: repeated, or once. */
export function listOf(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  return (Array.isArray(value) ? value : [value]).map(String);
}
