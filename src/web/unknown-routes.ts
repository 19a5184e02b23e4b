import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../core/error.ts';

/** The routes of a service, to suggest what exists instead of the requested one. */
export type KnownRoutes = {
  /** The methods that a path answers, sorted. */
  methodsOf(path: string): string[];
};

/** Records every route that is added from now on, except the one that answers any path. */
export function noteRoutes(server: FastifyInstance): KnownRoutes {
  const methods = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  server.addHook('onRoute', ({ url, method }) => {
    if (url === '/*') return;
    const known = methods.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const name of [method].flat()) known.methods.add(name);
    methods.set(url, known);
  });
  return {
    methodsOf(path) {
      const fitting = [...methods.values()].filter(({ pattern }) => pattern.test(path));
      return [...new Set(fitting.flatMap((route) => [...route.methods]))].sort();
    },
  };
}

/** Refuses requests without a route before their body is read: 405 where the path has other methods, otherwise 404. */
export function refuseUnknownRoutes(server: FastifyInstance, routes: KnownRoutes): void {
  const refuse = async (request: FastifyRequest, reply: FastifyReply) => {
    const methods = routes.methodsOf(pathOf(request));
    if (methods.length > 0 && !methods.includes(request.method)) reply.header('allow', methods.join(', '));
    throw refusalOf(request, methods);
  };
  server.addHook('onRequest', async (request, reply) => {
    if (request.is404) await refuse(request, reply);
  });
  // For the page, which answers any path and calls this if it has nothing to show.
  server.setNotFoundHandler(refuse);
}

function refusalOf(request: FastifyRequest, methods: readonly string[]): AppError {
  const { method } = request;
  const path = pathOf(request);
  // A parameter may be longer than the router takes.
  if (methods.length === 0 || methods.includes(method))
    return new AppError('not_found', `There is no ${method} ${path}; see /docs`);
  return new AppError('method_not_allowed', `There is no ${method} ${path}, only ${methods.join(', ')}; see /docs`);
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? '';
}

/** The paths of a route; a parameter is one part of a path. */
function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : part.replaceAll('.', '\\.')));
  return new RegExp(`^${parts.join('/')}$`);
}
