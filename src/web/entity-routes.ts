import type { FastifyRequest } from 'fastify';
import type { Actor, WrittenEntity } from '../app/catalog/catalog.ts';
import { newId } from '../app/ids.ts';
import type { WriteMode } from '../core/catalog/entity.ts';
import { AppError, messageOf } from '../core/error.ts';
import { entityIdentifierPattern } from '../core/identifiers.ts';
import { isObject, type Json } from '../core/json.ts';
import { authorOf, callerOf, type Routes } from './routes.ts';
import { statuses } from './statuses.ts';

const writeQuery = {
  type: 'object',
  properties: {
    upsert: { type: 'boolean', default: false },
    merge: { type: 'boolean', default: false },
    validation_only: { type: 'boolean', default: false },
    create_missing_related_entities: { type: 'boolean' },
    run_id: { type: 'string' },
  },
};

/** The query that matches every entity. */
const everything = { combinator: 'and', rules: [] };

/** The page size of a search (Port's API). */
const defaultPage = 200;
const largestPage = 1_000;

/** The most entities in one bulk request (Port's API). */
const bulkLimit = 20;

const tags = ['Catalog'];
const base = '/v1/blueprints/:blueprint/entities';

/** The routes of the built-in catalog, as in Port's API; every change is an event. */
export function entityRoutes(routes: Routes): void {
  createRoute(routes);
  bulkRoute(routes);
  changeRoutes(routes);
  deleteRoutes(routes);
  readRoutes(routes);
  searchRoutes(routes);
}

/** Writes an entity, or shows what writing it would do. */
function put(
  { catalog }: Routes['app'],
  request: FastifyRequest,
  blueprint: string,
  input: Json,
  mode: WriteMode,
): Promise<WrittenEntity> {
  const { check, write } = catalog;
  return (isTrial(request) ? check : write)(blueprint, input, mode, actorOf(request));
}

function createRoute({ app, server }: Routes): void {
  server.post(
    base,
    {
      config: { takesWork: true },
      schema: { tags, summary: 'Creates an entity; upsert=true overrides, merge=true merges', querystring: writeQuery },
    },
    async (request, reply) => {
      const { blueprint } = paramsOf(request);
      const body = withIdentifier((request.body ?? null) as Json);
      const { entity, event } = await put(app, request, blueprint, body, modeOf(request));
      return isTrial(request) ? { ok: true, entity } : reply.code(201).send({ ok: true, entity, event });
    },
  );
}

function bulkRoute({ app, server }: Routes): void {
  server.post(
    `${base}/bulk`,
    {
      config: { takesWork: true },
      schema: { tags, summary: `Writes up to ${bulkLimit} entities, each on its own`, querystring: writeQuery },
    },
    async (request, reply) => {
      const { blueprint } = paramsOf(request);
      const list = isObject(request.body) ? request.body.entities : undefined;
      if (!Array.isArray(list) || list.length === 0 || list.length > bulkLimit) {
        throw new AppError('invalid_content', `entities must be an array of 1 to ${bulkLimit} entities`);
      }
      const entities: object[] = [];
      const errors: object[] = [];
      for (const [index, input] of list.entries()) {
        const identifier = isObject(input) ? input.identifier : null;
        try {
          const { created, event, warnings } = await put(app, request, blueprint, input, modeOf(request));
          const isNew = created && !isTrial(request);
          entities.push({ created: isNew, identifier, index, event, ...(warnings && { warnings }) });
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          errors.push({
            identifier,
            index,
            statusCode: statuses[error.code],
            error: error.code,
            message: messageOf(error),
          });
        }
      }
      return reply.code(errors.length > 0 ? 207 : 200).send({ ok: true, entities, errors });
    },
  );
}

function changeRoutes({ app, server }: Routes): void {
  for (const [method, mode, summary] of [
    ['PUT', 'replace', 'Replaces an entity as a whole'],
    ['PATCH', 'patch', 'Changes the given parts of an entity'],
  ] as const) {
    server.route({
      method,
      url: `${base}/:id`,
      config: { takesWork: true },
      schema: { tags, summary, querystring: writeQuery },
      handler: async (request) => {
        const { blueprint, id } = paramsOf(request);
        const body = isObject(request.body) ? { identifier: id, ...request.body } : ((request.body ?? null) as Json);
        if (isObject(body) && body.identifier !== id) {
          throw new AppError(
            'invalid_content',
            `identifier must be the one in the path, ${id}: entities cannot be renamed`,
          );
        }
        const { entity, event, warnings } = await put(app, request, blueprint, body, mode);
        return { ok: true, entity, ...(!isTrial(request) && { event }), ...(warnings && { warnings }) };
      },
    });
  }
}

function deleteRoutes({ app, server }: Routes): void {
  server.delete(
    `${base}/:id`,
    {
      schema: {
        tags,
        summary: 'Deletes an entity',
        querystring: {
          type: 'object',
          properties: { delete_dependents: { type: 'boolean' }, run_id: { type: 'string' } },
        },
      },
    },
    async (request) => {
      const { blueprint, id } = paramsOf(request);
      return { ok: true, event: await app.catalog.remove(blueprint, id, actorOf(request)) };
    },
  );

  server.post(
    '/v1/blueprints/:blueprint/bulk/entities/delete',
    {
      schema: {
        tags,
        summary: 'Deletes up to 100 entities',
        body: {
          type: 'object',
          required: ['entities'],
          properties: {
            entities: {
              type: 'array',
              minItems: 1,
              maxItems: 100,
              items: { type: 'string', pattern: entityIdentifierPattern },
            },
          },
        },
      },
    },
    async (request) => {
      const { blueprint } = paramsOf(request);
      const { entities } = request.body as { entities: string[] };
      const deleted: string[] = [];
      for (const id of entities) {
        await app.catalog.remove(blueprint, id, actorOf(request)).then(
          () => deleted.push(id),
          (error: unknown) => {
            if (!(error instanceof AppError && error.code === 'not_found')) throw error;
          },
        );
      }
      return { ok: true, deletedEntities: deleted };
    },
  );
}

function readRoutes({ app, server }: Routes): void {
  server.get(`${base}/:id`, { schema: { tags, summary: 'One entity' } }, async (request) => {
    const { blueprint, id } = paramsOf(request);
    return { ok: true, entity: await app.catalog.get(blueprint, id) };
  });

  server.get(base, { schema: { tags, summary: 'All entities of a blueprint' } }, async (request) => ({
    ok: true,
    entities: await app.catalog.search.all(paramsOf(request).blueprint, everything),
  }));
}

function searchRoutes({ app, server }: Routes): void {
  server.post(
    '/v1/entities/search',
    { schema: { tags, summary: 'Finds entities of all blueprints' } },
    async (request) => {
      const entities = await app.catalog.search.all(null, (request.body ?? null) as Json);
      const matchingBlueprints = [...new Set(entities.map(({ blueprint }) => blueprint))];
      return { ok: true, matchingBlueprints, entities };
    },
  );

  server.post(
    `${base}/search`,
    { schema: { tags, summary: 'Finds entities of one blueprint, a page at a time: limit, and next as from' } },
    async (request) => {
      const { blueprint } = paramsOf(request);
      const body = (request.body ?? null) as Json;
      // When it is not wrapped in `query`, the body is the query itself, and the answer has no pages.
      if (!isObject(body) || !('query' in body || 'limit' in body || 'from' in body)) {
        return { ok: true, entities: await app.catalog.search.all(blueprint, body) };
      }
      const { query = everything, limit = defaultPage, from = null } = body;
      if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > largestPage) {
        throw new AppError('invalid_content', `limit must be a whole number from 1 to ${largestPage}`);
      }
      if (from !== null && typeof from !== 'string') {
        throw new AppError('invalid_content', 'from must be the value of next from an earlier page');
      }
      const { entities, next } = await app.catalog.search.page(blueprint, query, limit, from);
      return { ok: true, entities, ...(next !== null && { next }) };
    },
  );
}

function paramsOf(request: FastifyRequest): { blueprint: string; id: string } {
  return request.params as { blueprint: string; id: string };
}

/** Adds an identifier to a new entity without one, as Port does. */
function withIdentifier(body: Json): Json {
  return isObject(body) && body.identifier === undefined ? { identifier: newId('e'), ...body } : body;
}

function isOn(request: FastifyRequest, name: string): boolean {
  return (request.query as Record<string, unknown>)[name] === true;
}

/** True when the request only asks what it would do. */
function isTrial(request: FastifyRequest): boolean {
  return isOn(request, 'validation_only');
}

function modeOf(request: FastifyRequest): WriteMode {
  if (!isOn(request, 'upsert')) return 'create';
  return isOn(request, 'merge') ? 'merge' : 'override';
}

/** The caller, and the run it acts for: the client may name a run, a run's own token always acts for that run. */
function actorOf(request: FastifyRequest): Actor {
  const caller = callerOf(request);
  const { run_id } = request.query as { run_id?: string };
  // Some clients always send the parameter, empty when they have no run.
  const runId = caller.runId ?? (run_id === '' ? undefined : run_id);
  return { name: caller.name, origin: runId === undefined ? authorOf(request).origin : 'AUTOMATION', runId };
}
