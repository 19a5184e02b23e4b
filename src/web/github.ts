import type { Routes } from './routes.ts';

/** Routes that show what came from GitHub: webhooks with their problems, and the mappings in use. */
export function githubViewRoutes({ app, server }: Routes): void {
  const tags = ['GitHub'];
  server.get(
    '/v1/github/deliveries',
    {
      schema: {
        tags,
        summary: 'Lists the webhooks that were received, newest first',
        querystring: {
          type: 'object',
          properties: {
            limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
            provider: { enum: app.github.senders, description: 'Only those of this provider.' },
            troubled: { type: 'boolean', default: false, description: 'Only those with problems, or that wait.' },
          },
        },
      },
    },
    async (request) => {
      const query = request.query as { limit: number; troubled: boolean; provider?: string };
      const { limit, troubled, provider = null } = query;
      return { ok: true, deliveries: await app.github.deliveries(limit, troubled, provider) };
    },
  );
  server.get(
    '/v1/github/mappings',
    { schema: { tags, summary: 'The mappings of GitHub to the catalog that are in use, and what is wrong with them' } },
    async () => ({ ok: true, mappings: await app.github.mappings() }),
  );
}
