import { installationObject, iso, userObject } from './objects.ts';
import { type AppRoute, notFound, page } from './route.ts';
import { findRepository, installationOf } from './state.ts';
import { issueInstallationToken } from './tokens.ts';
import { deliveryObject } from './webhooks.ts';

/** What the App may ask about itself, with its JWT. */
export const appRoutes: readonly AppRoute[] = [
  {
    route: 'GET /app',
    as: 'app',
    handle: (_request, { state }) => ({
      status: 200,
      body: {
        id: state.appId,
        slug: state.slug,
        name: 'Catalog bot',
        owner: userObject('acme', 'Organization'),
        permissions: { metadata: 'read', actions: 'write' },
        events: ['workflow_run'],
      },
    }),
  },
  {
    route: 'GET /app/installations',
    as: 'app',
    handle: (request, { state, url }) => {
      const { items, headers } = page(
        state.installations.map((one) => installationObject(state, one)),
        request,
        url(),
      );
      return { status: 200, body: items, headers };
    },
  },
  {
    route: 'GET /repos/{owner}/{repo}/installation',
    as: 'app',
    handle: ({ parameters }, { state }) => {
      const repository = findRepository(state, parameters.owner ?? '', parameters.repo ?? '');
      const installation = repository && installationOf(state, repository.owner);
      return installation ? { status: 200, body: installationObject(state, installation) } : notFound;
    },
  },
  {
    route: 'GET /users/{username}/installation',
    as: 'app',
    handle: ({ parameters }, { state }) => {
      const installation = installationOf(state, parameters.username ?? '');
      return installation ? { status: 200, body: installationObject(state, installation) } : notFound;
    },
  },
  {
    route: 'POST /app/installations/{installation_id}/access_tokens',
    as: 'app',
    handle: ({ parameters }, { state }) => {
      const installation = state.installations.find((one) => one.id === Number(parameters.installation_id));
      if (!installation) return notFound;
      if (installation.suspended) {
        return { status: 403, body: { message: 'This installation has been suspended', status: '403' } };
      }
      const { token } = issueInstallationToken(state, installation);
      return {
        status: 201,
        body: {
          token,
          expires_at: iso(Date.now() + 3_600_000),
          permissions: { metadata: 'read', ...installation.permissions },
          repository_selection: 'all',
        },
      };
    },
  },
  {
    route: 'GET /app/hook/deliveries',
    as: 'app',
    handle: ({ query, path }, { webhooks, url }) => {
      // Unlike other lists this one is paged by a cursor, which is opaque to clients.
      const size = Number(query.get('per_page') ?? 30);
      const start = Number((query.get('cursor') ?? 'v1_0').slice(3));
      const newestFirst = webhooks.deliveries().toReversed();
      const more = start + size < newestFirst.length;
      const link = `<${url()}${path}?per_page=${size}&cursor=v1_${start + size}>; rel="next"`;
      return {
        status: 200,
        body: newestFirst.slice(start, start + size).map(deliveryObject),
        headers: more ? { link } : noHeaders,
      };
    },
  },
  {
    route: 'POST /app/hook/deliveries/{delivery_id}/attempts',
    as: 'app',
    handle: async ({ parameters }, { webhooks }) => {
      const delivery = webhooks.deliveries().find((one) => one.id === Number(parameters.delivery_id));
      if (!delivery) return notFound;
      webhooks.redeliver(delivery);
      return { status: 202, body: {} };
    },
  },
];

const noHeaders: Record<string, string> = {};
