import type { AutomationFilter } from '../core/views/automation-filter.ts';
import { triggerTypeViews } from '../core/views/trigger-type-views.ts';
import { etagOf } from './if-match.ts';
import type { Routes } from './routes.ts';

const text = { type: 'string', maxLength: 1000 };

/** Parameters of every list that is read a page at a time. */
const paging = {
  limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  cursor: text,
};

type AutomationsQuery = AutomationFilter & { failing?: boolean; limit: number; cursor?: string };

/** The routes that the page's lists and forms of automations read. */
export function automationListRoutes({ app, server }: Routes): void {
  const tags = ['Automations'];

  server.get(
    '/v1/automations',
    {
      schema: {
        tags,
        summary: 'Automations with a summary of their recent runs, by identifier, a page at a time',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            ...paging,
            search: text,
            trigger: text,
            blueprint: text,
            backend: text,
            source: text,
            active: { type: 'boolean' },
            failing: { type: 'boolean' },
            mode: {
              enum: ['live', 'shadow'],
              description: 'Only automations in shadow mode, which call nothing, or only the others.',
            },
          },
        },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query as AutomationsQuery;
      return { ok: true, ...(await app.automations.page(filter, { after: cursor ?? null, limit })) };
    },
  );

  server.get(
    '/v1/automations/facets',
    { schema: { tags, summary: 'The values by which the list of automations can be filtered, with counts' } },
    async () => ({ ok: true, ...(await app.automations.facets()) }),
  );

  server.get(
    '/v1/automations/map',
    { schema: { tags, summary: 'What can trigger what, with coordinates for drawing' } },
    async () => ({ ok: true, map: await app.automationMap() }),
  );

  server.get(
    '/v1/automations/:id',
    { schema: { tags, summary: 'One automation with its definition, its revision and a summary of its recent runs' } },
    async (request, reply) => {
      const automation = await app.automations.get((request.params as { id: string }).id);
      reply.header('etag', etagOf(automation.revision));
      return { ok: true, automation };
    },
  );

  server.get(
    '/v1/backends',
    { schema: { tags, summary: 'What automations can call: the schema and an example of each invocation method' } },
    async () => ({ ok: true, backends: app.backendViews() }),
  );

  server.get(
    '/v1/triggers',
    { schema: { tags, summary: 'What automations can listen to: the schema and an example of each trigger type' } },
    async () => ({ ok: true, triggers: triggerTypeViews() }),
  );
}
