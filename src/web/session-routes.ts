import type { Callback } from '../app/access/github-sign-in.ts';
import type { People } from '../app/access/people.ts';
import { AppError } from '../core/error.ts';
import type { SessionAnswer } from '../core/views/session-view.ts';
import type { Routes } from './routes.ts';

/** The facts that the service gives the page about itself. */
export type AboutService = { version: string; embedded: boolean; githubApp: boolean };

/** Routes to sign in and out, for people; programs use the client's credentials. */
export function sessionRoutes(
  { server }: Pick<Routes, 'server'>,
  { sessions, gitHub }: Pick<People, 'sessions' | 'gitHub'>,
  service: AboutService,
): void {
  const tags = ['Access'];

  server.get(
    '/v1/session',
    { schema: { tags, summary: 'Who is signed in on the page, and how people can sign in' } },
    async (request, reply): Promise<SessionAnswer> => {
      reply.header('cache-control', 'no-store');
      const signIn = { github: gitHub !== null, link: service.embedded };
      return { ok: true, session: sessions.read(request.headers.cookie), signIn, service };
    },
  );

  server.post(
    '/v1/session/link',
    { schema: { tags, summary: 'Creates a link that signs in one person, once, within ten minutes' } },
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

  server.get(
    '/sign-in',
    {
      schema: {
        tags,
        summary: 'Sends the browser to GitHub, where a person signs in',
        querystring: { type: 'object', properties: { return: { type: 'string', maxLength: 1000 } } },
      },
    },
    async (request, reply) => {
      if (gitHub === null) throw new AppError('not_found', noGitHub);
      const { location, kept } = gitHub.begin((request.query as { return?: string }).return ?? '/');
      return reply
        .header('set-cookie', sessions.errand(kept))
        .header('cache-control', 'no-store')
        .redirect(location, 303);
    },
  );

  server.get(
    '/sign-in/callback',
    {
      schema: {
        tags,
        summary: 'Where GitHub sends the browser back to',
        querystring: {
          type: 'object',
          properties: Object.fromEntries(
            ['code', 'state', 'error', 'error_description'].map((name) => [name, { type: 'string', maxLength: 2000 }]),
          ),
        },
      },
    },
    async (request, reply) => {
      if (gitHub === null) throw new AppError('not_found', noGitHub);
      const kept = sessions.readErrand(request.headers.cookie);
      // Whatever comes of it, the browser need not keep it any longer.
      reply.header('set-cookie', sessions.errand(null)).header('cache-control', 'no-store');
      const { session, returnTo } = await gitHub.finish(request.query as Callback, kept);
      request.log.info({ by: session.login, role: session.role }, 'a person signed in with GitHub');
      return reply
        .header('set-cookie', sessions.cookie(session))
        .header('referrer-policy', 'no-referrer')
        .redirect(returnTo, 303);
    },
  );

  server.post('/sign-out', { schema: { tags, summary: 'Ends the session on the page' } }, async (request, reply) => {
    if (!sessions.isOwnPage(request.headers)) throw new AppError('forbidden', foreignPage);
    return reply.header('set-cookie', sessions.cookie(null)).code(204).send();
  });
}

const noGitHub = 'Sign-in with GitHub is not set up: GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET are not set';

/** Why a request with a session's cookie is refused when another site may have made it. */
export const foreignPage = "Only this service's own page can use a session for changes; programs use a token or Basic";
