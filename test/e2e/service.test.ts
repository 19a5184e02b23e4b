import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessOf } from '../../src/web/route-access.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

describe('e2e/service', () => {
  let sink: Sink;
  let server: Server;
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'catalog-service-'));
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host, LOG_LEVEL: 'trace' });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true, force: true });
  });

  test('/healthz and /readyz answer without credentials', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const answer = await server.send('GET', path, undefined, { authorization: '' });
      expect([path, answer.status, answer.body]).toEqual([path, 200, { ok: true }]);
    }
  });

  test('/docs shows every route, and everything but operations needs credentials', async () => {
    const page = await server.send('GET', '/docs/', undefined, { authorization: '' });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    const { body } = await server.send('GET', '/docs/json', undefined, { authorization: '' });
    expect(body.openapi).toMatch(/^3\./);
    const paths = body.paths as Record<
      string,
      Record<string, { summary?: string; responses?: object; requestBody?: object }>
    >;
    expect(Object.keys(paths['/v1/events']?.post?.responses ?? {})).toEqual(['202', '4XX', '5XX']);
    expect(paths['/v1/events']?.post?.requestBody).toBeDefined();
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/v1/events',
        '/v1/actions',
        '/v1/actions/runs/{id}',
        '/v1/blueprints/{blueprint}/entities/{id}',
      ]),
    );
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { summary }] of Object.entries(methods)) {
        expect([path, method, summary]).toEqual([path, method, expect.stringMatching(/\w{3}/)]);
        if (accessOf(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'))?.open) continue;
        const address = path.replaceAll(/\{\w+\}/g, 'x');
        const answer = await server.send(method.toUpperCase(), address, undefined, { authorization: '' });
        expect([path, method, answer.status, answer.body.error]).toEqual([path, method, 401, 'unauthorized']);
        expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      }
    }
  });

  test('client credentials are exchanged for a token that Port clients can read', async () => {
    const { id, secret } = server.credentials();
    const ask = (body: object) =>
      server.send('POST', '/v1/auth/access_token', JSON.stringify(body), { authorization: '' });
    const answer = await ask({ clientId: id, clientSecret: secret });
    expect([answer.status, answer.body]).toEqual([
      200,
      { ok: true, accessToken: expect.any(String), expiresIn: 10_800, tokenType: 'Bearer' },
    ]);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    const token = String(answer.body.accessToken);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ isMachine: true, sub: id });
    const runs = await server.send('GET', '/v1/actions/runs', undefined, { authorization: `Bearer ${token}` });
    expect([runs.status, runs.body.ok]).toEqual([200, true]);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`;
    const forged = await server.send('GET', '/v1/actions/runs', undefined, { authorization: `Bearer ${unsigned}` });
    expect(forged.status).toBe(401);
    expect(await ask({ clientId: id, clientSecret: 'wrong' })).toMatchObject({
      status: 401,
      body: { error: 'unauthorized' },
    });
    expect(await ask({ clientId: id })).toMatchObject({
      status: 422,
      body: { message: 'The body needs the field clientSecret' },
    });
    expect(await ask({ clientId: id, clientSecret: secret, scope: 'all' })).toMatchObject({ status: 422 });
  });

  test('credentials and tokens are kept secret from everyone else, and from the log', async () => {
    const { id, secret } = server.credentials();
    const file = join(server.directory, 'data', 'client.json');
    expect((await stat(file)).mode & 0o077).toBe(0);
    await server.send('GET', '/v1/actions', undefined, { authorization: 'Bearer some.bad.token' });
    const answer = await server.send(
      'POST',
      '/v1/auth/access_token',
      JSON.stringify({ clientId: id, clientSecret: secret }),
    );
    const token = String(answer.body.accessToken);
    await server.send('GET', '/v1/actions?token=in-a-query', undefined, { authorization: `Bearer ${token}` });
    const log = JSON.stringify(server.log());
    expect(log).toContain('answered a request');
    for (const hidden of [
      secret,
      token,
      'some.bad.token',
      'in-a-query',
      Buffer.from(`${id}:${secret}`).toString('base64'),
      'Basic ',
    ]) {
      expect(log).not.toContain(hidden);
    }
  });

  test('a stop accepts nothing new and finishes the work in flight', async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const name = 'in_flight';
    await server.automate(
      automation(
        name,
        { type: 'ENTITY_CREATED', blueprintIdentifier: name },
        webhook(sink.at('/slow', { after: released })),
      ),
    );
    const [event] = await server.emit(created(name, 'one'));
    await until(
      () => sink.requests('/slow').length,
      (count) => count === 1,
    );
    const stopped = server.stop();
    await until(
      () =>
        fetch(`${server.url}/healthz`).then(
          () => 'open',
          () => 'closed',
        ),
      (state) => state === 'closed',
    );
    release();
    expect(await stopped).toBe(0);
    await server.start();
    const run = await server.run(event?.runs[0]?.id ?? '');
    expect(run).toMatchObject({ status: 'SUCCESS', execution: { attempts: 1 } });
    expect(sink.requests('/slow')).toHaveLength(1);
  });

  test('the webhook route says what is missing before it can be used', async () => {
    for (const [name, needs] of [
      ['github', 'APP_ID'],
      ['gitlab', 'GITLAB_WEBHOOK_SECRET'],
    ]) {
      const { status, body } = await server.send('POST', `/api/${name}/webhooks`, '{}', { authorization: '' });
      expect([status, body.message]).toEqual([404, expect.stringContaining(String(needs))]);
    }
  });
});
