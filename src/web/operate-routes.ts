import type { RunsRequest } from '../app/operate/selected-runs.ts';
import type { RetryAs } from '../core/run/intervene.ts';
import { runPhases } from '../core/run/run.ts';
import { targetNameOf } from '../core/run/target-name.ts';
import { momentOf } from './moments.ts';
import { callerOf, type Routes } from './routes.ts';

const text = { type: 'string', minLength: 1, maxLength: 1_000 };

const as = {
  enum: ['same', 'new'],
  description:
    '`same` (the default): a waiting run is attempted now; an ended run is repeated with its idempotency key. `new`: an ended run is repeated with a new key, using the current definition.',
};

/** The selection of runs for bulk work. */
const selection = {
  automation: { ...text, description: 'Only runs of this automation.' },
  target: { ...text, description: 'Only runs that call this target, such as `https://example.com`.' },
  status: { enum: ['IN_PROGRESS', 'FAILURE', 'SUCCESS'], description: 'Omitted: in progress or failed.' },
  phase: { enum: [...runPhases], description: 'Only runs in this phase, such as `parked`.' },
  error: {
    ...text,
    description:
      'Only runs with this text in their summary, in their last attempt or in the reason why their target fails.',
  },
  blueprint: { ...text, description: 'Only runs for entities of this blueprint.' },
  entity: { ...text, description: 'Only runs for this entity.' },
  search: { ...text, description: 'Only runs with this text in id, automation, summary or entity, as in the list.' },
  from: { ...text, description: 'Only runs created since this time (RFC 3339).' },
  to: { ...text, description: 'Only runs created until this time (RFC 3339).' },
  runs: { type: 'array', items: text, minItems: 1, maxItems: 1_000, description: 'Only these runs, by id.' },
};

const dryRun = { type: 'boolean', description: 'Only count the runs.' };

const bodyOf = (properties: object) => ({ type: 'object', additionalProperties: false, properties });

type BulkBody = Omit<RunsRequest, 'from' | 'to'> & { from?: string; to?: string; as?: RetryAs; dryRun?: boolean };

/** The routes to retry and cancel runs, one or many. */
export function operateRoutes({ app, server }: Routes): void {
  const tags = ['Runs'];
  const idOf = (params: unknown): string => (params as { id: string }).id;

  server.post(
    '/v1/actions/runs/:id/retry',
    {
      schema: {
        tags,
        summary:
          'Attempts a waiting run now, or repeats an ended run with a new one; returns the run that is attempted',
        body: { ...bodyOf({ as }), type: ['object', 'null'] },
      },
    },
    async (request) => {
      const { as: how = 'same' } = (request.body ?? {}) as { as?: RetryAs };
      const id = await app.operate.retryRun(idOf(request.params), how, callerOf(request).name);
      return { ok: true, run: await app.runs.get(id) };
    },
  );

  server.post(
    '/v1/actions/runs/:id/cancel',
    {
      schema: { tags, summary: 'Ends a run with status FAILURE and the label CANCELLED; a call in progress continues' },
    },
    async (request) => {
      await app.operate.cancelRun(idOf(request.params), callerOf(request).name);
      return { ok: true, run: await app.runs.get(idOf(request.params)) };
    },
  );

  server.post(
    '/v1/actions/runs/retry',
    {
      schema: {
        tags,
        summary: 'Retries many runs in the background, as a bulk job; with dryRun it counts them',
        body: bodyOf({ ...selection, as, dryRun }),
      },
    },
    async (request, reply) => {
      const { as: how = 'same', dryRun: only = false, ...given } = request.body as BulkBody;
      const work = { kind: 'retry', as: how } as const;
      const wanted = requestOf(given);
      if (only) return { ok: true, dryRun: true, ...(await app.operate.countRuns(wanted, work)) };
      const bulk = await app.operate.changeRuns(wanted, work, callerOf(request).name);
      return reply.code(202).send({ ok: true, bulk });
    },
  );

  server.post(
    '/v1/actions/runs/cancel',
    {
      schema: {
        tags,
        summary: 'Cancels many runs in the background, as a bulk job; with dryRun it counts them',
        body: bodyOf({ ...selection, dryRun }),
      },
    },
    async (request, reply) => {
      const { dryRun: only = false, ...given } = request.body as BulkBody;
      const work = { kind: 'cancel' } as const;
      const wanted = requestOf(given);
      if (only) return { ok: true, dryRun: true, ...(await app.operate.countRuns(wanted, work)) };
      const bulk = await app.operate.changeRuns(wanted, work, callerOf(request).name);
      return reply.code(202).send({ ok: true, bulk });
    },
  );

  server.get(
    '/v1/bulk',
    {
      schema: {
        tags: ['Operations'],
        summary: 'The newest bulk jobs and their progress',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
        },
      },
    },
    async (request) => ({ ok: true, bulk: await app.operate.bulk.list((request.query as { limit: number }).limit) }),
  );

  server.get(
    '/v1/bulk/:id',
    { schema: { tags: ['Operations'], summary: 'A bulk job: what was requested, by whom, and its progress' } },
    async (request) => ({ ok: true, bulk: await app.operate.bulk.get(idOf(request.params)) }),
  );

  server.post(
    '/v1/bulk/:id/cancel',
    { schema: { tags: ['Operations'], summary: 'Cancels a bulk job; what it has done remains' } },
    async (request) => ({
      ok: true,
      bulk: await app.operate.bulk.cancel(idOf(request.params), callerOf(request).name),
    }),
  );
}

function requestOf({ from, to, target, ...rest }: BulkBody): RunsRequest {
  return {
    ...rest,
    ...(target !== undefined && { target: targetNameOf(target) }),
    ...(from !== undefined && { from: momentOf('from', from) }),
    ...(to !== undefined && { to: momentOf('to', to) }),
  };
}
