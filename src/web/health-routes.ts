import { answerError, outageError } from './errors.ts';
import type { Routes } from './routes.ts';

/** The probes for the service's runtime environment; they need no credentials. */
export function healthRoutes({ app, server }: Routes): void {
  server.get(
    '/healthz',
    { schema: { tags: ['Operations'], summary: 'Liveness: the process is running' } },
    async () => ({ ok: true }),
  );
  server.get(
    '/readyz',
    { schema: { tags: ['Operations'], summary: 'Readiness: the database accepts writes' } },
    async (request, reply) => {
      try {
        const { failing } = await app.ready();
        return { ok: true, ...(failing.length > 0 && { failing }) };
      } catch (error) {
        request.log.error({ err: error }, 'the database does not answer');
        return answerError(outageError(error), request, reply);
      }
    },
  );
}
