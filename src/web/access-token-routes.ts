import type { FastifyInstance } from 'fastify';
import type { Access } from '../app/access/access.ts';
import type { FailedLogins } from './failed-logins.ts';
import { limitFailures } from './guard.ts';

/** How many tokens per minute one address may request: agents ask before every call, guessers far more often. */
const tokensPerMinute = 600;

/** The route that exchanges credentials for an access token. */
export function accessTokenRoutes(server: FastifyInstance, access: Access, failed: FailedLogins): void {
  server.post(
    '/v1/auth/access_token',
    {
      config: { rateLimit: { max: tokensPerMinute, timeWindow: '1 minute' } },
      schema: {
        tags: ['Access'],
        summary: 'Exchanges client id and secret for an access token',
        body: {
          type: 'object',
          required: ['clientId', 'clientSecret'],
          additionalProperties: false,
          properties: { clientId: { type: 'string' }, clientSecret: { type: 'string' } },
        },
      },
    },
    async (request, reply) => {
      const { clientId, clientSecret } = request.body as { clientId: string; clientSecret: string };
      const issued = await limitFailures(failed, request, reply, () => access.issue(clientId, clientSecret));
      return { ok: true, accessToken: issued.token, expiresIn: issued.expiresIn, tokenType: 'Bearer' };
    },
  );
}
