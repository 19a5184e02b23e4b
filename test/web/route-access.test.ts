import Fastify from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClients } from '../../src/app/access/api-clients.ts';
import { createSessions } from '../../src/app/access/sessions.ts';
import type { App } from '../../src/app/app.ts';
import { providers } from '../../src/backends/providers.ts';
import { portSignature } from '../../src/backends/signature.ts';
import { AppError } from '../../src/core/error.ts';
import type { ClientRole } from '../../src/core/views/client-view.ts';
import { includesRole, type Role, roles } from '../../src/core/views/role.ts';
import { createFailedLogins } from '../../src/web/failed-logins.ts';
import { guardRoutes } from '../../src/web/guard.ts';
import { type RouteAccess, routeAccess } from '../../src/web/route-access.ts';
import { createService } from '../../src/web/service.ts';
import { accessWith, sharedKey } from '../app/access/access-world.ts';

const now = Date.parse('2026-11-01T00:00:00Z');
const client = { clientId: 'client', clientSecret: 'a client secret' };
const clientRoles: ClientRole[] = [...roles, 'sync:acme/catalog'];
/** Of the client with this role; its secret is the same. */
const idOf = (role: ClientRole): string => role.replaceAll(/\W/g, '-');
const access = accessWith({
  clients: clientRoles.map((role) => ({ id: idOf(role), name: role, role, expiresAt: null })),
  now: () => now,
});

const sessions = createSessions({
  key: sharedKey,
  tokens: { take: async () => true },
  serverUrl: null,
  address: () => 'http://127.0.0.1:3000',
  now: () => now,
});

/** Ada may push to the repository that owns `r_1`. */
const rights = async (identifier: string, login: string) => identifier === 'r_1' && login === 'ada';
const people = { sessions, gitHub: null, rights };

/** The headers that a browser sends with a session of this role. */
function browser(role: Role, site = 'same-origin', login = 'ada'): Record<string, string> {
  const cookie = sessions.cookie({ login, name: 'Ada', via: 'github', role }).split(';')[0] ?? '';
  return { cookie, 'sec-fetch-site': site };
}

/** Use cases that all fail with 404: what reaches them was let in. */
function failing(): App {
  const fail = () => {
    throw new AppError('not_found', 'a use case was called');
  };
  const part: object = new Proxy(fail, { get: (_, name) => (name === 'then' ? undefined : part) });
  const known = {
    now: () => now,
    orgId: 'org',
    metrics: { answered: () => {}, show: fail },
    github: { senders: ['github'], mappings: fail, deliveries: fail },
    ready: async () => {},
  };
  return new Proxy(known, { get: (target, name) => Reflect.get(target, name) ?? part }) as unknown as App;
}

const workflows = {
  isToken: (header: string | undefined) => header?.startsWith('Bearer workflow') === true,
  async authorize(header: string, may: 'plan' | 'sync') {
    if (may === 'sync' && header !== 'Bearer workflow-sync') throw new AppError('forbidden', 'it may plan only');
    return { name: 'workflow' };
  },
};

const basic = `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`;
const timestamp = String(now / 1000);
const body = '{}';

/** Each kind of credential: its headers, and whether a route lets it in. */
const credentials: Record<
  string,
  { headers: () => Promise<Record<string, string>>; opens(route: RouteAccess): boolean }
> = {
  nothing: { headers: async () => ({}), opens: ({ open }) => open === true },
  'a wrong token': {
    headers: async () => ({ authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }),
    opens: ({ open }) => open === true,
  },
  'the client by Basic': {
    headers: async () => ({ authorization: basic }),
    opens: ({ open, client }) => open === true || client === true,
  },
  "the client's token": {
    headers: async () => ({
      authorization: `Bearer ${(await access.issue(client.clientId, client.clientSecret)).token}`,
    }),
    opens: ({ open, client }) => open === true || client === true,
  },
  ...Object.fromEntries(
    clientRoles.flatMap((role) => {
      const opens = ({ open, client, role: needed = 'write', workflow }: RouteAccess) =>
        open === true ||
        (client === true &&
          (role.startsWith('sync:') ? workflow === 'plan' || workflow === 'sync' : includesRole(role as Role, needed)));
      const id = idOf(role);
      const encoded = Buffer.from(`${id}:${id}`).toString('base64');
      return [
        [
          `a client with the role ${role} by Basic`,
          { headers: async () => ({ authorization: `Basic ${encoded}` }), opens },
        ],
        [
          `a client's token with the role ${role}`,
          { headers: async () => ({ authorization: `Bearer ${(await access.issue(id, id)).token}` }), opens },
        ],
      ];
    }),
  ),
  "the run's own token": {
    headers: async () => ({ authorization: `Bearer ${await access.issueForRun('r_1')}` }),
    opens: ({ open, run }) => open === true || run !== undefined,
  },
  "another run's token": {
    headers: async () => ({ authorization: `Bearer ${await access.issueForRun('r_2')}` }),
    opens: ({ open, run }) => open === true || run === 'any',
  },
  "a workflow's token for plans": {
    headers: async () => ({ authorization: 'Bearer workflow-plan' }),
    opens: ({ open, workflow }) => open === true || workflow === 'plan' || workflow === 'backtest',
  },
  "a workflow's token for syncs": {
    headers: async () => ({ authorization: 'Bearer workflow-sync' }),
    opens: ({ open, workflow }) => open === true || workflow !== undefined,
  },
  ...Object.fromEntries(
    roles.map((role) => [
      `a session with the role ${role}`,
      {
        headers: async () => browser(role, 'same-origin', 'eve'),
        opens: ({ open, role: needed }: RouteAccess) =>
          open === true || (needed !== undefined && includesRole(role, needed)),
      },
    ]),
  ),
  ...Object.fromEntries(
    roles.map((role) => [
      `a session with the role ${role}, of one who may push to the repository`,
      {
        headers: async () => browser(role),
        opens: ({ open, role: needed, owner }: RouteAccess) =>
          open === true || owner === true || (needed !== undefined && includesRole(role, needed)),
      },
    ]),
  ),
  'a signature': {
    headers: async () => ({
      'x-port-timestamp': timestamp,
      'x-port-signature': portSignature('an events secret', timestamp, Buffer.from(body)),
    }),
    opens: ({ open, signature }) => open === true || signature === true,
  },
};

const webhooks = providers.flatMap(({ webhook }) => webhook ?? []);

describe('web/route-access', () => {
  let server: Awaited<ReturnType<typeof createService>>;
  beforeAll(async () => {
    server = await createService({
      app: failing(),
      access,
      workflows,
      logger: pino({ level: 'silent' }),
      people,
      clients: failing() as unknown as ApiClients,
      service: { version: '0', embedded: true, githubApp: false },
      trustProxy: [],
      webhooks: webhooks.map((webhook) => ({ webhook, receive: null })),
    });
    await server.ready();
  });
  afterAll(() => server.close());

  test.each(Object.keys(credentials))('answers %s as the table says on every route', async (kind) => {
    const credential = credentials[kind];
    const headers = { 'content-type': 'application/json', ...(await credential?.headers()) };
    const wrong: string[] = [];
    for (const [name, granted] of Object.entries(routeAccess)) {
      const [method = '', pattern = ''] = name.split(' ');
      const url = pattern
        .replace(':id', 'r_1')
        .replace(':blueprint', 'b')
        .replace(':provider', 'github')
        .replace('*', 'json');
      // It refuses every request that our page did not make, and every link that is not ours.
      if (name === 'POST /sign-out' || name === 'GET /sign-in/link') continue;
      const sent = method === 'GET' ? {} : { payload: body };
      const { statusCode } = await server.inject({ method: method as 'GET', url, headers, ...sent });
      // The exchange of credentials for a token refuses wrong ones itself; a webhook's address is closed here.
      const entered = name === 'POST /v1/auth/access_token' || (statusCode !== 401 && statusCode !== 403);
      if (entered !== credential?.opens(granted)) wrong.push(`${name} answered ${statusCode}`);
    }
    expect(wrong).toEqual([]);
  });

  test('accepts a change with a session only from its own page, and with explicit credentials from anywhere', async () => {
    const change = { method: 'PUT', url: '/v1/actions/a', payload: {} } as const;
    const answer = async (headers: Record<string, string>) => (await server.inject({ ...change, headers })).statusCode;
    expect(await answer(browser('write'))).toBe(404);
    for (const site of ['same-site', 'cross-site', 'none']) expect(await answer(browser('write', site))).toBe(403);
    expect(await answer({ cookie: browser('write').cookie ?? '' })).toBe(403);
    expect(await answer({ authorization: basic, 'sec-fetch-site': 'cross-site' })).toBe(404);
    // Explicit credentials decide, even beside a session that would allow more.
    expect(await answer({ ...browser('write'), authorization: 'Bearer wrong' })).toBe(401);
  });

  test('signs in through a link that sets a cookie, until signing out', async () => {
    const { pathname, search } = new URL(sessions.link());
    const { statusCode, headers } = await server.inject({ url: pathname + search });
    expect([statusCode, headers.location]).toEqual([303, '/']);
    const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
    const read = await server.inject({ url: '/v1/session', headers: { cookie } });
    expect(read.json()).toMatchObject({ session: { via: 'link', role: 'write' }, signIn: { link: true } });
    const out = { method: 'POST', url: '/sign-out' } as const;
    expect((await server.inject({ ...out, headers: { cookie, 'sec-fetch-site': 'cross-site' } })).statusCode).toBe(403);
    const ended = await server.inject({ ...out, headers: { cookie, 'sec-fetch-site': 'same-origin' } });
    expect([ended.statusCode, String(ended.headers['set-cookie'])]).toEqual([
      204,
      expect.stringContaining('Max-Age=0'),
    ]);
    expect((await server.inject({ url: '/sign-in/link?token=forged' })).statusCode).toBe(403);
  });

  test('lists exactly the registered routes', () => {
    const missing = Object.keys(routeAccess).filter((name) => {
      const [method = '', url = ''] = name.split(' ');
      // The library of /docs names its pages; the page's own addresses are registered as they are written.
      const named = url.startsWith('/docs/') ? url.replace('*', 'json') : url;
      return !server.hasRoute({ method: method as 'GET', url: named.replace(':provider', 'github') });
    });
    expect(missing).toEqual([]);
  });

  test('fails at startup if a route is not in the table', async () => {
    const other = Fastify();
    guardRoutes(
      other,
      access,
      workflows,
      people,
      createFailedLogins(() => now),
    );
    expect(() => other.get('/v1/new', async () => 'anything')).toThrow('GET /v1/new is missing from the table');
  });
});
