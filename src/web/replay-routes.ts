import type { ReplayFilter } from '../app/operate/replay-events.ts';
import { momentOf } from './moments.ts';
import { callerOf, type Routes } from './routes.ts';

const text = { type: 'string', minLength: 1, maxLength: 1_000 };
const automation = { ...text, description: 'Only to this automation, whose condition must still be true.' };
const dryRun = { type: 'boolean', description: 'Only say what would happen.' };

const oneBody = { type: ['object', 'null'], additionalProperties: false, properties: { automation, dryRun } };

const manyBody = {
  type: 'object',
  additionalProperties: false,
  properties: {
    automation,
    dryRun,
    blueprint: { ...text, description: 'Only events of entities of this blueprint.' },
    entity: { ...text, description: 'Only events of this entity.' },
    source: { ...text, description: 'Only events from this event source.' },
    type: { enum: ['CREATE', 'UPDATE', 'DELETE', 'TIMER_EXPIRED'], description: 'Only events with this action.' },
    resource: { enum: ['entity', 'run'], description: 'Only events of entities, or of runs.' },
    outcome: { enum: ['unmatched', 'failed'], description: 'As in `GET /v1/lists/events`.' },
    jq: { ...text, description: 'Only events for which this expression is true, as in `GET /v1/lists/events`.' },
    from: { ...text, description: 'Only events received since this time (RFC 3339).' },
    to: { ...text, description: 'Only events received until this time (RFC 3339).' },
  },
};

type OneBody = { automation?: string; dryRun?: boolean };
type ManyBody = OneBody & Omit<ReplayFilter, 'from' | 'to'> & { from?: string; to?: string };

/** Routes that replay recorded events, using the current definitions. */
export function replayRoutes({ app, server }: Routes): void {
  const tags = ['Events'];

  server.post(
    '/v1/events/:id/replay',
    { schema: { tags, summary: 'Matches a recorded event again and creates new runs', body: oneBody } },
    async (request) => {
      const { id } = request.params as { id: string };
      const { automation: only, dryRun: dry = false } = (request.body ?? {}) as OneBody;
      if (dry) return { ok: true, dryRun: true, ...(await app.replay.dryOne(id, only)) };
      return { ok: true, ...(await app.replay.one(id, only, callerOf(request).name)) };
    },
  );

  server.post(
    '/v1/events/replay',
    {
      schema: {
        tags,
        summary: 'Matches many recorded events again, as a bulk job; with dryRun it counts them and tries the newest',
        body: manyBody,
      },
    },
    async (request, reply) => {
      const { automation: only, dryRun: dry = false, from, to, ...rest } = request.body as ManyBody;
      const filter: ReplayFilter = {
        ...rest,
        ...(from !== undefined && { from: momentOf('from', from) }),
        ...(to !== undefined && { to: momentOf('to', to) }),
      };
      if (dry) return { ok: true, dryRun: true, ...(await app.replay.dryMany(filter, only)) };
      return reply.code(202).send({ ok: true, bulk: await app.replay.many(filter, only, callerOf(request).name) });
    },
  );
}
