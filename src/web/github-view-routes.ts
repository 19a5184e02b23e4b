import type { WantedImport } from '../app/import/imports.ts';
import { callerOf, type Routes } from './routes.ts';

const name = { type: 'string', minLength: 1, maxLength: 201 };

const importBody = {
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    account: { ...name, description: 'Only from this account. Omitted: from every account that installed the App.' },
    repositories: {
      type: 'array',
      items: name,
      minItems: 1,
      maxItems: 500,
      description: 'Only these repositories of the account, as `owner/repo`.',
    },
    fire: {
      type: 'boolean',
      description: 'Whether creating or changing entities causes events, on which automations fire; default `false`.',
    },
  },
};

/** Routes for what comes from GitHub: webhooks with their problems, the mappings in use, and imports. */
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
    { schema: { tags, summary: 'The mappings of GitHub to the catalog in use, and what is wrong with them' } },
    async () => ({ ok: true, mappings: await app.github.mappings() }),
  );
  server.post(
    '/v1/github/imports',
    {
      schema: {
        tags,
        summary: 'Imports existing objects from GitHub into the catalog, with a bulk job for each account',
        body: importBody,
      },
    },
    async (request, reply) => {
      const wanted = (request.body ?? {}) as WantedImport;
      return reply.code(202).send({ ok: true, imports: await app.imports.start(wanted, callerOf(request).name) });
    },
  );
}
