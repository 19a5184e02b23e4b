import type { RunVersion } from '../app/runs/views.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { RunReport } from '../core/run/run.ts';
import type { StoredLog } from '../store/run-history.ts';
import { callerOf, listOf, offset, type Routes } from './routes.ts';

const texts = { type: ['string', 'array'], items: { type: 'string' } };

/** The values Port's API knows: others could never match. */
const sources = { type: 'array', items: { enum: ['UI', 'API', 'AUTOMATION'] } };

/** The version of a run; v2 by default, as in Port's API today. */
const version = { enum: ['v1', 'v2'] };

const status = { enum: ['SUCCESS', 'FAILURE'] };

const patchSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    status,
    statusLabel: { type: 'string', maxLength: 1000 },
    link: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, maxItems: 100 }] },
    message: { type: 'object' },
    summary: { type: 'string' },
    externalRunId: { type: 'string', maxLength: 1000 },
  },
};

/** Routes that show runs and accept reports on them (Port's API). */
export function runRoutes({ app, server }: Routes): void {
  const tags = ['Runs'];

  server.get(
    '/v1/actions/runs',
    {
      schema: {
        tags,
        summary: 'Lists runs, newest first',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            action: texts,
            'action[]': texts,
            entity: { type: 'string' },
            blueprint: { type: 'string' },
            active: { type: 'boolean' },
            status: { enum: ['IN_PROGRESS', 'SUCCESS', 'FAILURE'] },
            user_email: { type: 'string' },
            user_id: { type: 'string' },
            exclude: texts,
            'exclude[]': texts,
            external_run_id: { type: 'string' },
            event_id: { type: 'string' },
            target: { type: 'string' },
            source: sources,
            'source[]': sources,
            limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
            offset,
            version,
          },
        },
      },
    },
    async (request) => {
      const query = request.query as Record<string, unknown> & {
        limit: number;
        offset?: number;
        version?: RunVersion;
      };
      // All our runs are started by automations, never by a person.
      const sources = listOf(query.source ?? query['source[]']);
      const byPerson = query.user_email !== undefined || query.user_id !== undefined;
      if (byPerson || sources?.includes('AUTOMATION') === false) return { ok: true, runs: [] };
      const automation = listOf(query.action ?? query['action[]']);
      const text = (name: string) => (query[name] === undefined ? {} : { [name]: String(query[name]) });
      const runs = await app.runs.list({
        limit: query.limit,
        ...(query.offset !== undefined && { offset: query.offset }),
        ...(automation && { automation }),
        ...text('entity'),
        ...text('blueprint'),
        ...text('status'),
        ...text('target'),
        ...(query.active !== undefined && { active: query.active === true }),
        ...(query.external_run_id !== undefined && { externalId: String(query.external_run_id) }),
        ...(query.event_id !== undefined && { eventId: String(query.event_id) }),
      });
      const excluded = listOf(query.exclude ?? query['exclude[]']) ?? [];
      const views = await Promise.all(runs.map((run) => app.runs.inVersion(run, query.version)));
      return { ok: true, runs: views.map((run) => without(run, excluded)) };
    },
  );

  server.get(
    '/v1/actions/runs/:id',
    {
      schema: {
        tags,
        summary: 'One run, with its reason, attempts and chain under `execution`',
        querystring: { type: 'object', properties: { version } },
      },
    },
    async (request) => {
      const { version } = request.query as { version?: RunVersion };
      return { ok: true, run: await app.runs.inVersion(await app.runs.get(idOf(request.params)), version) };
    },
  );

  server.patch(
    '/v1/actions/runs/:id',
    { schema: { tags, summary: 'Reports on a run that has not ended', body: patchSchema } },
    async (request) => {
      const id = idOf(request.params);
      await app.report.patch(id, request.body as RunReport, callerOf(request).name);
      return { ok: true, run: await app.runs.get(id) };
    },
  );

  server.patch(
    '/v1/actions/runs/:id/response',
    {
      schema: {
        tags,
        summary: 'Stores the response of a run that has not ended',
        body: { type: 'object', required: ['response'], additionalProperties: false, properties: { response: {} } },
      },
    },
    async (request) => {
      const id = idOf(request.params);
      await app.report.respond(id, (request.body as { response: Json }).response, callerOf(request).name);
      return { ok: true, run: await app.runs.get(id) };
    },
  );

  server.post(
    '/v1/actions/runs/:id/logs',
    {
      schema: {
        tags,
        summary: 'Adds a log line; terminationStatus ends the run',
        body: {
          type: 'object',
          required: ['message'],
          additionalProperties: false,
          properties: { message: { type: 'string' }, terminationStatus: status, statusLabel: { type: 'string' } },
        },
      },
    },
    async (request, reply) => {
      const line = request.body as { message: string; terminationStatus?: 'SUCCESS' | 'FAILURE'; statusLabel?: string };
      const log = await app.report.log(idOf(request.params), line, callerOf(request).name);
      return reply.code(201).send({ ok: true, runLog: logView(log) });
    },
  );

  server.get(
    '/v1/actions/runs/:id/logs',
    {
      schema: {
        tags,
        summary: "A run's log, oldest first",
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            limit: { type: 'integer', minimum: 1, maximum: 50, default: 50 },
            offset: { ...offset, default: 0 },
          },
        },
      },
    },
    async (request) => {
      const { limit, offset } = request.query as { limit: number; offset: number };
      const logs = await app.runs.logs(idOf(request.params), limit, offset);
      return { ok: true, runLogs: logs.map(logView) };
    },
  );
}

function without(run: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(run).filter(([name]) => !fields.includes(name)));
}

function idOf(params: unknown): string {
  return (params as { id: string }).id;
}

function logView(log: StoredLog): JsonObject {
  return {
    id: log.id,
    runId: log.runId,
    message: log.message,
    level: log.level,
    createdBy: log.createdBy ?? 'automation',
    createdAt: new Date(log.createdAt).toISOString(),
  };
}
