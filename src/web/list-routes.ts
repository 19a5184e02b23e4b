import { runPhases } from '../core/run/run.ts';
import type { EventListFilter } from '../store/event-list.ts';
import type { RunListFilter } from '../store/run-list.ts';
import { momentOf } from './moments.ts';
import type { Routes } from './routes.ts';
import { createSharedRead } from './shared-reads.ts';

const text = { type: 'string', maxLength: 1000 };

/** Parameters of both lists. */
const common = {
  limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  cursor: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  blueprint: text,
  entity: text,
  from: text,
  to: text,
};

type ListQuery<Filter> = Omit<Filter, 'from' | 'to'> & { limit: number; cursor?: number; from?: string; to?: string };

/** Runs and events in short rows, for lists that a person reads; the whole ones are in `/v1/actions/runs` and `/v1/events`. */
export function listRoutes({ app, server }: Routes): void {
  // All pages that show the newest runs read them again at the same moment.
  const shared = createSharedRead<string>();

  server.get(
    '/v1/lists/runs',
    {
      schema: {
        tags: ['Runs'],
        summary: 'Runs in short rows, newest first, a page at a time; a page may be short and still have a next one',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            ...common,
            automation: text,
            status: { enum: ['IN_PROGRESS', 'SUCCESS', 'FAILURE'] },
            phase: { enum: [...runPhases], description: 'Only runs in this phase, such as `parked`.' },
            target: text,
            error: {
              ...text,
              minLength: 1,
              description:
                'Only runs with this text in their summary, in their last attempt or in the reason why their target fails.',
            },
            search: { ...text, minLength: 1 },
            shadow: { type: 'boolean', description: 'Only runs of automations in shadow mode, or only the others.' },
          },
        },
      },
    },
    async (request, reply) => {
      const { limit, cursor = null, from, to, ...filter } = request.query as ListQuery<RunListFilter>;
      const times = timesOf(from, to);
      const text = await shared(`runs ${JSON.stringify(request.query)}`, async () =>
        JSON.stringify({ ok: true, ...(await app.lists.runs({ ...filter, ...times }, { cursor, limit })) }),
      );
      return reply.type('application/json; charset=utf-8').send(text);
    },
  );

  server.get(
    '/v1/lists/events',
    {
      schema: {
        tags: ['Events'],
        summary: 'Events in short rows, newest first, a page at a time; a page may be short and still have a next one',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            ...common,
            source: { ...text, description: 'Only those from this event source.' },
            type: { enum: ['CREATE', 'UPDATE', 'DELETE', 'TIMER_EXPIRED'] },
            resource: { enum: ['entity', 'run'] },
            jq: { ...text, minLength: 1 },
            outcome: { enum: ['unmatched', 'failed'] },
          },
        },
      },
    },
    async (request, reply) => {
      const {
        limit,
        cursor = null,
        from,
        to,
        jq,
        ...filter
      } = request.query as ListQuery<EventListFilter> & { jq?: string };
      const times = timesOf(from, to);
      const text = await shared(`events ${JSON.stringify(request.query)}`, async () =>
        JSON.stringify({ ok: true, ...(await app.lists.events({ ...filter, ...times }, { cursor, limit }, jq)) }),
      );
      return reply.type('application/json; charset=utf-8').send(text);
    },
  );
}

function timesOf(from: string | undefined, to: string | undefined): { from?: number; to?: number } {
  return {
    ...(from !== undefined && { from: momentOf('from', from) }),
    ...(to !== undefined && { to: momentOf('to', to) }),
  };
}
