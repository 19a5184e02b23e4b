import type { FastifyInstance } from 'fastify';
import type { RawDelivery, Receipt } from '../backends/github/receive.ts';
import { AppError } from '../core/error.ts';
import { type Provider, providers } from '../core/event/provider.ts';
import { boundLargeBodies } from './large-bodies.ts';
import type { Routes } from './routes.ts';

/** GitHub sends no larger webhook (its documentation), bytes. */
const webhookLimit = 25 * 1024 * 1024;

/** GitHub's webhooks. The body stays bytes: the signature is made over them. */
export function githubRoutes(server: FastifyInstance, receive: (delivery: RawDelivery) => Promise<Receipt>): void {
  boundLargeBodies(server, webhookLimit);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: webhookLimit }, (_, body, done) => {
    done(null, body);
  });
  server.post(
    '/api/github/webhooks',
    {
      bodyLimit: webhookLimit,
      config: { takesWork: 'stored' },
      schema: { tags: ['GitHub'], summary: "Receives the App's webhooks" },
    },
    async (request, reply) => {
      const header = (name: string): string => String(request.headers[name] ?? '');
      const [id, name, signature] = ['x-github-delivery', 'x-github-event', 'x-hub-signature-256'].map(header);
      if (!id || !name || !signature) {
        throw new AppError(
          'invalid_request',
          'A webhook of GitHub has the headers X-GitHub-Delivery, X-GitHub-Event and X-Hub-Signature-256',
        );
      }
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const receipt = await receive({ id, name, signature, rawBody });
      if (receipt === 'bad-signature') {
        throw new AppError('unauthorized', "The signature does not fit; is WEBHOOK_SECRET the App's?");
      }
      if (receipt === 'invalid') throw new AppError('invalid_request', 'This is not a webhook of GitHub');
      return reply.code(202).send({ ok: true });
    },
  );
}

/** What came from GitHub, for people: webhooks with what could not be done, and the mappings in use. */
export function githubViewRoutes({ app, server }: Routes): void {
  const tags = ['GitHub'];
  server.get(
    '/v1/github/deliveries',
    {
      schema: {
        tags,
        summary: 'Lists webhooks of GitHub and GitLab, newest first',
        querystring: {
          type: 'object',
          properties: {
            limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
            provider: { enum: providers, description: 'Only those that came from there.' },
            troubled: { type: 'boolean', default: false, description: 'Only those with problems, or that wait.' },
          },
        },
      },
    },
    async (request) => {
      const query = request.query as { limit: number; troubled: boolean; provider?: Provider };
      const { limit, troubled, provider = null } = query;
      return { ok: true, deliveries: await app.github.deliveries(limit, troubled, provider) };
    },
  );
  server.get(
    '/v1/github/mappings',
    { schema: { tags, summary: 'The mappings of GitHub to the catalog that are in use, and what is wrong with them' } },
    async () => ({ ok: true, mappings: await app.github.mappings() }),
  );
}
