import type { WantedChange } from '../app/github/propose-change.ts';
import { condition } from './action-routes.ts';
import { readIfMatch } from './if-match.ts';
import { authorOf, type Routes } from './routes.ts';

/** `POST /v1/automations/{id}/change`: opens a pull request in the repository that owns the automation. */
export function proposeChangeRoutes({ app, server }: Routes): void {
  server.post(
    '/v1/automations/:id/change',
    {
      schema: {
        tags: ['Automations'],
        summary: 'Opens a pull request with a change to an automation in its file, or shows the change',
        headers: condition,
        body: {
          type: 'object',
          additionalProperties: false,
          properties: {
            definition: { type: ['object', 'null'], description: 'The whole automation; null deletes it.' },
            publish: { type: 'boolean', description: 'Without `definition`: only whether it is active.' },
            source: {
              type: 'string',
              maxLength: 1000,
              description: 'Where to define a new automation: `owner/repo:path`.',
            },
            dryRun: { type: 'boolean', description: 'Only show the change.' },
          },
        },
      },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      const wanted = request.body as WantedChange;
      return { ok: true, change: await app.proposeChange(id, wanted, authorOf(request), readIfMatch(request)) };
    },
  );
}
