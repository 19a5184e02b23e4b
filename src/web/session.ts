import type { Sessions } from '../app/access/sessions.ts';
import { AppError } from '../core/error.ts';
import type { SessionAnswer } from '../core/views/session.ts';
import type { Routes } from './routes.ts';

/** What the service tells the page about itself. */
export type ServiceFacts = { version: string; embedded: boolean; githubApp: boolean };

/** Routes of signing in and out, for people; programs use the client's credentials. */
export function sessionRoutes({ server }: Pick<Routes, 'server'>, sessions: Sessions, service: ServiceFacts): void {
  const tags = ['Access'];

  server.get(
    '/v1/session',
    { schema: { tags, summary: 'Who is signed in on the page, and how one can sign in' } },
    async (request, reply): Promise<SessionAnswer> => {
      reply.header('cache-control', 'no-store');
      const signIn = { github: false, link: service.embedded };
      return { ok: true, session: sessions.read(request.headers.cookie), signIn, service };
    },
  );

  server.post(
    '/v1/session/link',
    { schema: { tags, summary: 'Makes a link that signs one person in, once, within ten minutes' } },
    async (_, reply) => {
      reply.header('cache-control', 'no-store');
      return { ok: true, link: sessions.link() };
    },
  );

  server.get(
    '/sign-in/link',
    {
      schema: {
        tags,
        summary: 'Uses up a sign-in link and goes to the page',
        querystring: {
          type: 'object',
          required: ['token'],
          properties: { token: { type: 'string', maxLength: 1000 } },
        },
      },
    },
    async (request, reply) => {
      const session = await sessions.redeem((request.query as { token: string }).token);
      return reply
        .header('set-cookie', sessions.cookie(session))
        .header('cache-control', 'no-store')
        .header('referrer-policy', 'no-referrer')
        .redirect('/', 303);
    },
  );

  server.post('/sign-out', { schema: { tags, summary: 'Ends the session on the page' } }, async (request, reply) => {
    if (!sessions.isOwnPage(request.headers)) throw new AppError('forbidden', foreignPage);
    return reply.header('set-cookie', sessions.cookie(null)).code(204).send();
  });
}

/** Why a request with a session's cookie is refused when another site may have made it. */
export const foreignPage = "Only this service's own page may use a session for changes; programs use a token or Basic";
