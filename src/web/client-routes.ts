import type { ApiClients } from '../app/access/api-clients.ts';
import { clientNamePattern } from '../core/views/client-view.ts';
import { momentOf } from './moments.ts';
import { authorOf, type Routes } from './routes.ts';

/** The longest time for which an old secret may stay valid beside a new one, seconds. */
const longestOverlap = 30 * 24 * 3600;

/** The routes of the API's clients: credentials for programs, each with a name, a role and an expiry date. */
export function clientRoutes({ server }: Pick<Routes, 'server'>, clients: ApiClients): void {
  const tags = ['Access'];
  const idOf = (params: unknown): string => (params as { id: string }).id;

  server.get(
    '/v1/clients',
    { schema: { tags, summary: "The API's clients except the one from the environment, without their secrets" } },
    async () => ({ ok: true, clients: await clients.list() }),
  );

  server.post(
    '/v1/clients',
    {
      schema: {
        tags,
        summary: 'Creates a client; the response has its secret, which is never shown again',
        body: {
          type: 'object',
          required: ['name', 'role'],
          additionalProperties: false,
          properties: {
            name: {
              type: 'string',
              pattern: clientNamePattern,
              description: 'Under which changes are recorded.',
            },
            role: {
              type: 'string',
              maxLength: 500,
              description: '`read`, `operate`, `write`, or `sync:owner/repo` to plan and sync that source only.',
            },
            expiresAt: {
              type: 'string',
              maxLength: 50,
              description: 'When it expires (RFC 3339). Absent: never.',
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { name, role, expiresAt } = request.body as { name: string; role: string; expiresAt?: string };
      const expires = expiresAt === undefined ? null : momentOf('expiresAt', expiresAt);
      const created = await clients.create({ name, role, expiresAt: expires }, authorOf(request));
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ok: true, ...created });
    },
  );

  server.post(
    '/v1/clients/:id/rotate',
    {
      schema: {
        tags,
        summary: 'Gives a client a new secret; the old one stays valid for keepOld seconds',
        body: {
          type: 'object',
          additionalProperties: false,
          properties: {
            keepOld: {
              type: 'integer',
              minimum: 0,
              maximum: longestOverlap,
              description: 'Seconds for which the old secret stays valid; default 86,400. Use 0 after a leak.',
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { keepOld = 24 * 3600 } = request.body as { keepOld?: number };
      const rotated = await clients.rotate(idOf(request.params), keepOld * 1000, authorOf(request));
      return reply.header('cache-control', 'no-store').send({ ok: true, ...rotated });
    },
  );

  server.delete(
    '/v1/clients/:id',
    { schema: { tags, summary: 'Revokes a client: its secret and its tokens stop working' } },
    async (request) => {
      await clients.revoke(idOf(request.params), authorOf(request));
      return { ok: true };
    },
  );
}
