import { callerOf, type Routes } from './routes.ts';

/** The targets that automations call, such as `https://example.com`: their circuit breakers and what waits for them. */
export function targetRoutes({ app, server }: Routes): void {
  const tags = ['Operations'];

  server.get(
    '/v1/targets',
    {
      schema: {
        tags,
        summary: 'Targets that fail, are paused or have waiting runs, with state, reason and next probe',
      },
    },
    async () => ({ ok: true, targets: await app.targets.list() }),
  );

  server.post(
    '/v1/targets/:id/retry',
    { schema: { tags, summary: 'Probes a target now; if it works, the runs that wait for it are sent' } },
    async (request, reply) => {
      const { id } = request.params as { id: string };
      return reply.code(202).send({ ok: true, bulk: await app.targets.retry(id, callerOf(request).name) });
    },
  );
}
