import { connect } from 'node:net';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { ApiClients } from '../../src/app/access/api-clients.ts';
import type { Workflows } from '../../src/app/access/oidc.ts';
import type { People } from '../../src/app/access/people.ts';
import type { App } from '../../src/app/app.ts';
import { providers } from '../../src/backends/providers.ts';
import { createService } from '../../src/web/service.ts';
import { accessWith } from '../app/access/access-world.ts';

const basic = (secret: string) => `Basic ${Buffer.from(`client:${secret}`).toString('base64')}`;

/** A service whose use cases do nothing; the test moves its clock. */
async function startService(arrival = { timeout: 30_000, check: 5_000 }) {
  const clock = { now: Date.parse('2026-11-01T00:00:00Z') };
  const now = () => clock.now;
  const access = accessWith({ secret: 'right', now });
  const app = {
    now,
    orgId: 'org',
    metrics: { answered() {} },
    events: { list: async () => [] },
    isOutage: () => false,
    github: { senders: ['github'] },
  };
  const received: (() => void)[] = [];
  const server = await createService({
    app: app as unknown as App,
    access,
    workflows: { isToken: () => false } as unknown as Workflows,
    logger: pino({ level: 'silent' }),
    people: { sessions: { read: () => null }, gitHub: null, rights: async () => false } as unknown as People,
    clients: {} as ApiClients,
    service: { version: '0', embedded: true, githubApp: false },
    trustProxy: [],
    arrival,
    webhooks: providers.flatMap(({ name, webhook }) =>
      webhook && name === 'github'
        ? [
            {
              webhook,
              receive: async () => {
                await new Promise<void>((resolve) => received.push(resolve));
                return 'stored';
              },
            },
          ]
        : [],
    ),
  });
  await server.ready();
  return { server, clock, received, [Symbol.asyncDispose]: () => server.close() };
}

describe('web/limits', () => {
  test('blocks an address after repeated wrong credentials, but not others', async () => {
    await using world = await startService();
    const ask = async (secret: string, remoteAddress = '192.0.2.1') => {
      const headers = { authorization: basic(secret) };
      return world.server.inject({ url: '/v1/events', headers, remoteAddress });
    };
    const exchange = (clientSecret: string) =>
      world.server.inject({
        method: 'POST',
        url: '/v1/auth/access_token',
        payload: { clientId: 'client', clientSecret },
        remoteAddress: '192.0.2.1',
      });
    for (let count = 0; count < 15; count += 1) {
      expect((await ask(`guess ${count}`)).statusCode).toBe(401);
      expect((await exchange(`guess ${count}`)).statusCode).toBe(401);
    }
    const refused = await ask('right');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '60']);
    expect(refused.json()).toMatchObject({ ok: false, error: 'too_many_requests' });
    expect((await exchange('right')).statusCode).toBe(429);
    expect((await ask('right', '192.0.2.2')).statusCode).toBe(200);
    world.clock.now += 60_000;
    expect((await ask('right')).statusCode).toBe(200);
    expect((await ask('wrong')).statusCode).toBe(401);
  });

  test('closes the connection of a body that does not arrive in time', async () => {
    await using world = await startService({ timeout: 100, check: 20 });
    await world.server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = world.server.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (data) => {
      text += String(data);
    });
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('POST /api/github/webhooks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n');
    socket.write('Content-Length: 1000\r\n\r\n{');
    await closed;
    expect(text).toContain('408');
  });

  test('limits concurrent large bodies, but not small ones', async () => {
    await using world = await startService();
    const send = (size: number) =>
      world.server.inject({
        method: 'POST',
        url: '/api/github/webhooks',
        headers: {
          'content-type': 'application/json',
          'x-github-delivery': '1',
          'x-github-event': 'push',
          'x-hub-signature-256': 'sha256=0',
        },
        payload: Buffer.alloc(size, ' '),
      });
    const large = [1, 2, 3, 4].map(() => send(25 * 1024 * 1024));
    await expect.poll(() => world.received.length).toBe(4);
    const refused = await send(1024 * 1024);
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5']);
    const small = send(1000);
    await expect.poll(() => world.received.length).toBe(5);
    for (const release of world.received) release();
    expect((await Promise.all([...large, small])).map(({ statusCode }) => statusCode)).toEqual([
      202, 202, 202, 202, 202,
    ]);
    const next = send(1024 * 1024);
    await expect.poll(() => world.received.length).toBe(6);
    world.received.at(-1)?.();
    expect((await next).statusCode).toBe(202);
  });

  test('rejects an offset beyond any list', async () => {
    await using world = await startService();
    for (const url of ['/v1/events', '/v1/actions/runs', '/v1/actions/runs/r_1/logs']) {
      for (const offset of ['99999999999999999999', '1e30', '-1', '1.5', 'NaN']) {
        const headers = { authorization: basic('right') };
        const answer = await world.server.inject({ url: `${url}?offset=${offset}`, headers });
        expect([url, offset, answer.statusCode]).toEqual([url, offset, 422]);
      }
    }
  });
});
