import type { RevisionsAnswer } from '../core/views/revision-view.ts';
import { condition } from './action-routes.ts';
import { etagOf, readIfMatch } from './if-match.ts';
import { authorOf, type Routes } from './routes.ts';

const text = { type: 'string', maxLength: 1000 };

/** The routes of an automation's history: listing its changes, and restoring a revision. */
export function historyRoutes({ app, server }: Routes): void {
  const tags = ['Automations'];
  const idOf = (params: unknown): string => (params as { id: string }).id;

  server.get(
    '/v1/automations/:id/revisions',
    {
      schema: {
        tags,
        summary: 'Who changed an automation, when and how, newest first; also works for a deleted automation',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { limit: { type: 'integer', minimum: 1, maximum: 200, default: 20 }, cursor: text },
        },
      },
    },
    async (request): Promise<RevisionsAnswer> => {
      const { limit, cursor } = request.query as { limit: number; cursor?: string };
      return { ok: true, ...(await app.history.page(idOf(request.params), { after: cursor ?? null, limit })) };
    },
  );

  server.post(
    '/v1/automations/:id/restore',
    {
      schema: {
        tags,
        summary: 'Restores a revision of an automation from its history; creates it again if it was deleted',
        headers: condition,
        body: {
          type: 'object',
          required: ['revision'],
          additionalProperties: false,
          properties: { revision: { ...text, description: 'A `revision` or `previous` of its history.' } },
        },
      },
    },
    async (request, reply) => {
      const { revision } = request.body as { revision: string };
      const author = authorOf(request);
      const { stored, warnings } = await app.history.restore(
        idOf(request.params),
        revision,
        author,
        readIfMatch(request),
      );
      reply.header('etag', etagOf(stored.hash));
      return { ok: true, action: stored.automation, revision: stored.hash, warnings };
    },
  );
}
