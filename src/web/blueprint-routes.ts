import type { FastifyRequest } from 'fastify';
import { blueprintMeta, blueprintSchema } from '../core/catalog/blueprint-schema.ts';
import type { JsonObject, JsonSchema } from '../core/json.ts';
import { callerOf, type Routes } from './routes.ts';

/** The schema of a body; fields that the service adds to a blueprint may be sent back, and are ignored. */
function bodySchema(required: readonly string[]): JsonSchema {
  const meta = Object.fromEntries(blueprintMeta.map((name) => [name, {}]));
  return { ...blueprintSchema, required, properties: { ...(blueprintSchema.properties as object), ...meta } };
}

/** The routes of the built-in catalog's blueprints, as in Port's API. */
export function blueprintRoutes({ app, server }: Routes): void {
  const tags = ['Catalog'];
  const one = '/v1/blueprints/:id';
  const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;
  const bodyOf = (request: FastifyRequest): JsonObject => request.body as JsonObject;

  server.get(
    '/v1/blueprints',
    { schema: { tags, summary: 'The declared blueprints, and those that the default GitHub mapping fills' } },
    async () => ({ ok: true, blueprints: await app.blueprints.list() }),
  );

  server.get(one, { schema: { tags, summary: 'One blueprint' } }, async (request) => ({
    ok: true,
    blueprint: await app.blueprints.get(idOf(request)),
  }));

  server.post(
    '/v1/blueprints',
    {
      schema: {
        tags,
        summary: 'Declares a blueprint: from then on its entities are checked against it',
        body: bodySchema(['identifier', 'schema']),
      },
    },
    async (request, reply) => {
      const blueprint = await app.blueprints.create(bodyOf(request), callerOf(request).name);
      return reply.code(201).send({ ok: true, blueprint });
    },
  );

  for (const [method, how, required, summary] of [
    ['PUT', 'replace', ['schema'], 'Replaces a declared blueprint as a whole'],
    ['PATCH', 'patch', [], 'Changes the given fields of a declared blueprint'],
  ] as const) {
    server.route({
      method,
      url: one,
      schema: { tags, summary, body: bodySchema(required) },
      handler: async (request) => ({
        ok: true,
        blueprint: await app.blueprints.change(idOf(request), bodyOf(request), how, callerOf(request).name),
      }),
    });
  }

  server.delete(
    one,
    { schema: { tags, summary: 'Deletes a declared blueprint without entities' } },
    async (request) => {
      await app.blueprints.remove(idOf(request), callerOf(request).name);
      return { ok: true };
    },
  );
}
