import type { Json } from '../core/json.ts';
import type { Routes } from './routes.ts';

const body = {
  type: 'object',
  required: ['event'],
  additionalProperties: false,
  properties: {
    event: { type: 'object', description: 'An event as the catalog sends it, or in the short form of tests' },
    definitions: {
      type: 'array',
      items: { type: 'object' },
      description: 'Automations to explain; the current ones if omitted',
    },
  },
};

/** Routes that explain why automations match an event, which need not have happened, and why a run was started. */
export function explainRoutes({ app, server }: Routes): void {
  server.post(
    '/v1/automations/explain',
    {
      schema: {
        tags: ['Automations'],
        summary:
          'Why each automation would or would not match an event, and the request that it would send; calls nothing',
        body,
      },
    },
    async (request) => {
      const { event, definitions } = request.body as { event: Json; definitions?: Json[] };
      return { ok: true, automations: await app.explain(event, definitions) };
    },
  );

  server.get(
    '/v1/actions/runs/:id/explain',
    {
      schema: {
        tags: ['Runs'],
        summary: 'Why a run was started: its conditions with the values that they read, using the definition that ran',
      },
    },
    async (request) => ({ ok: true, explanation: await app.runs.explain((request.params as { id: string }).id) }),
  );
}
