import type { Routes } from './routes.ts';

const text = { type: 'string', maxLength: 1000 };
const limit = { type: 'integer', minimum: 1, maximum: 200, default: 50 };

/** The routes that list the catalog in short rows, for people. */
export function catalogListRoutes({ app, server }: Routes): void {
  const tags = ['Catalog'];

  server.get(
    '/v1/lists/blueprints',
    { schema: { tags, summary: 'Every blueprint that is declared, has entities or is listened to, with counts' } },
    async () => ({ ok: true, blueprints: await app.catalogLists.blueprints() }),
  );

  server.get(
    '/v1/lists/entities',
    {
      schema: {
        tags,
        summary: "A blueprint's entities in short rows, by identifier, a page at a time",
        querystring: {
          type: 'object',
          required: ['blueprint'],
          additionalProperties: false,
          properties: { blueprint: text, search: { ...text, minLength: 1 }, cursor: text, limit },
        },
      },
    },
    async (request) => {
      const query = request.query as { blueprint: string; search?: string; cursor?: string; limit: number };
      const { blueprint, search = null, cursor = null } = query;
      return { ok: true, ...(await app.catalogLists.entities(blueprint, { search, cursor, limit: query.limit })) };
    },
  );

  server.get(
    '/v1/lists/timers',
    {
      schema: {
        tags,
        summary: 'The timers that are armed, the next one first',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { blueprint: text, entity: text, limit },
        },
      },
    },
    async (request) => {
      const query = request.query as { blueprint?: string; entity?: string; limit: number };
      return { ok: true, timers: await app.catalogLists.timers(query, query.limit) };
    },
  );
}
