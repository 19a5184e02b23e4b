import type { AuditFilter } from '../core/event/audit.ts';
import type { JsonObject } from '../core/json.ts';
import { momentOf } from './moments.ts';
import { listOf, type Routes } from './routes.ts';

const text = { type: 'string' };
const texts = { type: ['string', 'array'], items: text };

/** Filters that take one value each. */
const singles = ['identifier', 'automation', 'entity', 'blueprint', 'action', 'status'] as const;

/** `GET /v1/audit-log` (Port's API): what changed in the catalog, in runs and in automations. */
export function auditLogRoutes({ app, server }: Routes): void {
  server.get(
    '/v1/audit-log',
    {
      schema: {
        tags: ['Operations'],
        summary:
          'What changed in the catalog, in runs and in automations, and what operators did, newest first, a page at a time',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            ...Object.fromEntries(singles.map((name) => [name, text])),
            run_id: text,
            ...Object.fromEntries(
              ['origin', 'resources', 'includes'].flatMap((name) => [
                [name, texts],
                [`${name}[]`, texts],
              ]),
            ),
            from: text,
            to: text,
            actionType: text,
            webhookId: text,
            InstallationId: text,
            limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
            cursor: { ...text, maxLength: 5_000 },
          },
        },
      },
    },
    async (request) => {
      const query = request.query as Record<string, unknown> & { limit: number; cursor?: string };
      const includes = listOf(query.includes ?? query['includes[]']);
      const { audits, next } = await app.auditLog(filterOf(query), query.limit, query.cursor ?? null);
      return { ok: true, audits: includes === undefined ? audits : audits.map((entry) => pick(entry, includes)), next };
    },
  );
}

function filterOf(query: Record<string, unknown>): AuditFilter {
  const origins = listOf(query.origin ?? query['origin[]']);
  const resources = listOf(query.resources ?? query['resources[]']);
  return {
    ...Object.fromEntries(singles.flatMap((name) => (query[name] === undefined ? [] : [[name, String(query[name])]]))),
    ...(query.run_id !== undefined && { runId: String(query.run_id) }),
    ...(origins && { origins }),
    ...(resources && { resources }),
    ...(query.from !== undefined && { from: momentOf('from', String(query.from)) }),
    ...(query.to !== undefined && { to: momentOf('to', String(query.to)) }),
  };
}

function pick(entry: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => fields.includes(name)));
}
