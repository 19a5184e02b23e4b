import type { PreviewRequest } from '../app/match/preview-draft.ts';
import { AppError } from '../core/error.ts';
import type { Json } from '../core/json.ts';
import type { Routes } from './routes.ts';

const definition = {
  type: 'object',
  description: 'An automation, which can be incomplete; whatever is there is tried',
};

const previewBody = {
  type: 'object',
  required: ['definition'],
  additionalProperties: false,
  properties: {
    definition,
    event: { type: 'object', description: 'An event as the catalog sends it, or in the short form of tests' },
    eventId: { type: 'string', maxLength: 1000, description: 'Instead of `event`: a received event' },
  },
};

const sampleBody = {
  type: 'object',
  required: ['definition'],
  additionalProperties: false,
  properties: { definition },
};

/** Routes that try an automation while it is being written. */
export function previewRoutes({ app, server }: Routes): void {
  const tags = ['Automations'];

  server.post(
    '/v1/automations/preview',
    {
      schema: {
        tags,
        summary: 'Whether an unfinished automation matches an event, why, and what it would send; calls nothing',
        body: previewBody,
      },
    },
    async (request) => {
      const body = request.body as PreviewRequest;
      if ((body.event === undefined) === (body.eventId === undefined))
        throw new AppError('invalid_content', 'The body needs either event or eventId');
      return { ok: true, preview: await app.preview.preview(body) };
    },
  );

  server.post(
    '/v1/automations/sample',
    { schema: { tags, summary: "A sample event for an automation's trigger, to try it on", body: sampleBody } },
    async (request) => {
      const { definition: given } = request.body as { definition: Json };
      return { ok: true, sample: await app.preview.sample(given) };
    },
  );
}
