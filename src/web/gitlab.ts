import type { FastifyInstance } from 'fastify';
import type { Receipt } from '../backends/github/receive.ts';
import type { RawGitLabDelivery } from '../backends/gitlab/receive.ts';
import { AppError } from '../core/error.ts';
import { boundLargeBodies } from './large-bodies.ts';

/** GitLab sends no larger webhook (its documentation), bytes. */
const webhookLimit = 25 * 1024 * 1024;

/** GitLab's webhooks. */
export function gitlabRoutes(
  server: FastifyInstance,
  receive: (delivery: RawGitLabDelivery) => Promise<Receipt>,
): void {
  boundLargeBodies(server, webhookLimit);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: webhookLimit }, (_, body, done) => {
    done(null, body);
  });
  server.post(
    '/api/gitlab/webhooks',
    {
      bodyLimit: webhookLimit,
      config: { takesWork: 'stored' },
      schema: { tags: ['GitLab'], summary: 'Receives pipeline webhooks' },
    },
    async (request, reply) => {
      const header = (name: string): string => String(request.headers[name] ?? '');
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const receipt = await receive({ id: header('idempotency-key'), token: header('x-gitlab-token'), rawBody });
      if (receipt === 'bad-signature') {
        throw new AppError('unauthorized', "The token does not fit; is GITLAB_WEBHOOK_SECRET the webhook's?");
      }
      if (receipt === 'invalid') throw new AppError('invalid_request', 'This is not a webhook of GitLab');
      return reply.code(202).send({ ok: true });
    },
  );
}
