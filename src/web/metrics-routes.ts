import type { Routes } from './routes.ts';

/** The route of this process's metrics, in Prometheus' text format. */
export function metricsRoutes({ app, server }: Routes): void {
  server.get(
    '/metrics',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Metrics for Prometheus, of this process and of the work that waits in the database',
        produces: ['text/plain'],
      },
    },
    async (_, reply) => {
      const { contentType, text } = await app.metrics.show();
      return reply.type(contentType).send(text);
    },
  );
}
