import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ReceiveWebhook, Webhook } from '../backends/provider-contract.ts';
import { AppError } from '../core/error.ts';
import { enumerated } from '../core/issue/enumerated.ts';
import { boundLargeBodies } from './large-bodies.ts';

/** A provider's webhooks, as mounted; `receive` null: the service is not configured for them. */
export type MountedWebhook = { webhook: Webhook; receive: ReceiveWebhook | null };

/** Mounts the webhook route of each provider. */
export async function webhookRoutes(server: FastifyInstance, mounted: readonly MountedWebhook[]): Promise<void> {
  for (const { webhook, receive } of mounted) {
    if (receive === null) disabledWebhook(server, webhook);
    else await server.register(async (scope) => webhookRoute(scope, webhook, receive));
  }
}

/** The body is kept as bytes, because signatures are made over them. */
function webhookRoute(server: FastifyInstance, webhook: Webhook, receive: ReceiveWebhook): void {
  const { path, title, summary, refusal, headers, maxBytes: bodyLimit } = webhook;
  boundLargeBodies(server, bodyLimit);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit }, (_, body, done) => {
    done(null, body);
  });
  const config = { takesWork: 'stored' } as const;
  const schema = { tags: [title], summary };
  server.post(path, { bodyLimit, config, schema }, async (request, reply) => {
    const header = headerOf(request);
    if (headers.some((name) => header(name.toLowerCase()) === '')) {
      throw new AppError('invalid_request', `A webhook of ${title} has the headers ${enumerated(headers, 'and')}`);
    }
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const receipt = await receive({ header, rawBody });
    if (receipt === 'bad-signature') throw new AppError('unauthorized', refusal);
    if (receipt === 'invalid') throw new AppError('invalid_request', `This is not a webhook of ${title}`);
    return reply.code(202).send({ ok: true });
  });
}

function headerOf(request: FastifyRequest): (name: string) => string {
  return (name) => String(request.headers[name] ?? '');
}

/** The route of webhooks that are not configured; it answers why, for the person who set them up at the provider. */
function disabledWebhook(server: FastifyInstance, { path, needs }: Webhook): void {
  server.post(path, { schema: { hide: true } }, async () => {
    throw new AppError('not_found', `Webhooks are not received here; start the service with ${needs}`);
  });
}
