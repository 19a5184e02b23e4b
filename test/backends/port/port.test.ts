import type { ServerResponse } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { createHttp } from '../../../src/backends/http/http.ts';
import { createPort } from '../../../src/backends/port/port.ts';
import { type LoopbackRequest, startLoopback } from '../../fakes/loopback.ts';

// No private address is allowed: an operator's own choice of a Port is trusted all the same.
const http = createHttp({ allowedHosts: [] });
afterAll(() => http.close());

type Answer = { status?: number; headers?: Record<string, string>; body?: object | string };

/**
 * A Port that issues tokens `token-1`, `token-2`, … and answers everything else with the given answers, one per call.
 */
async function startPort(answers: Answer[], tokens: Answer[] = []) {
  const requests: LoopbackRequest[] = [];
  let given = 0;
  const loopback = await startLoopback((request, response: ServerResponse) => {
    requests.push(request);
    const isToken = request.url.pathname.endsWith('/v1/auth/access_token');
    const fresh = (): Answer => ({ body: { ok: true, accessToken: `token-${++given}`, expiresIn: 600 } });
    const answer: Answer = (isToken ? (tokens.shift() ?? fresh()) : answers.shift()) ?? {};
    const { status = 200, headers = {}, body = {} } = answer;
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  let now = 1_000_000;
  const port = createPort({ url: loopback.url, clientId: 'id', clientSecret: 'the-client-secret' }, http, () => now);
  return {
    port,
    requests,
    calls: () => requests.map(({ method, url, headers }) => `${method} ${url.pathname} ${headers.authorization ?? ''}`),
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    url: loopback.url,
    [Symbol.asyncDispose]: () => loopback[Symbol.asyncDispose](),
  };
}

const written = { status: 201, body: { ok: true, entity: { identifier: 'cart' } } };
const token = 'POST /v1/auth/access_token ';
const upsert = 'POST /v1/blueprints/service/entities Bearer ';

describe('backends/port/port', () => {
  test('an entity is merged into, without a run that Port does not know', async () => {
    await using world = await startPort([written]);
    const result = await world.port.catalog.upsert('service', { identifier: 'cart' }, { runId: 'r_1' });
    expect(result).toEqual({ type: 'written', identifier: 'cart' });
    const [asked, sent] = world.requests;
    expect(JSON.parse(String(asked?.body))).toEqual({ clientId: 'id', clientSecret: 'the-client-secret' });
    expect([sent?.url.search, String(sent?.body)]).toEqual(['?upsert=true&merge=true', '{"identifier":"cart"}']);
  });

  test('a token is kept until shortly before its end, and shared by calls at the same time', async () => {
    await using world = await startPort([written, written, written, written]);
    const write = () => world.port.catalog.upsert('service', { identifier: 'cart' }, { runId: 'r_1' });
    await Promise.all([write(), write()]);
    world.pass(539_000);
    await write();
    world.pass(2_000);
    await write();
    expect(world.calls()).toEqual([
      token,
      `${upsert}token-1`,
      `${upsert}token-1`,
      `${upsert}token-1`,
      token,
      `${upsert}token-2`,
    ]);
  });

  test('a refused token is renewed once; a second refusal is final', async () => {
    const refused = { status: 401, body: { ok: false, error: 'unauthorized', message: 'Who are you?' } };
    await using world = await startPort([refused, written, refused, refused]);
    const write = () => world.port.catalog.upsert('service', { identifier: 'cart' }, { runId: 'r_1' });
    expect(await write()).toMatchObject({ type: 'written' });
    expect(await write()).toMatchObject({ type: 'rejected', message: 'Port answered 401: Who are you?' });
    expect(world.calls()).toEqual([
      token,
      `${upsert}token-1`,
      token,
      `${upsert}token-2`,
      `${upsert}token-2`,
      token,
      `${upsert}token-3`,
    ]);
  });

  test.each<[string, Answer, object]>([
    ['429', { status: 429, headers: { 'retry-after': '7' } }, { type: 'retry', after: 7, statusCode: 429 }],
    ['503', { status: 503, body: 'down' }, { type: 'retry', message: 'HTTP 503: down' }],
    [
      'a refusal',
      { status: 422, body: { ok: false, message: 'No such blueprint' } },
      { type: 'rejected', message: 'Port answered 422: No such blueprint' },
    ],
    [
      'a missing blueprint',
      { status: 404, body: 'nothing here' },
      { type: 'rejected', message: 'HTTP 404: nothing here' },
    ],
  ])('%s of the entity, and of the token, is classified', async (_, answer, expected) => {
    await using world = await startPort([answer], [{ body: { accessToken: 'short-lived', expiresIn: 60 } }, answer]);
    const write = () => world.port.catalog.upsert('service', { identifier: 'cart' }, { runId: 'r_1' });
    expect(await write()).toMatchObject(expected);
    world.pass(60_000);
    expect(await write()).toMatchObject(expected);
  });

  test('without an answer to the question for a token nothing was sent, so it is tried again', async () => {
    const port = createPort({ url: 'http://127.0.0.1:9', clientId: 'id', clientSecret: 'x' }, http, Date.now);
    const result = await port.catalog.upsert('service', { identifier: 'cart' }, { runId: 'r_1' });
    expect(result).toMatchObject({ type: 'retry', message: expect.stringContaining('Port gave no access token') });
    await using world = await startPort([], [{ body: 'no JSON' }]);
    const odd = await world.port.catalog.upsert('service', { identifier: 'cart' }, { runId: 'r_1' });
    expect(odd).toMatchObject({ type: 'retry', message: expect.stringContaining('without one') });
  });

  test('answers that repeat the token or the secret do not give them away', async () => {
    const echo = { status: 400, body: 'you sent Bearer token-1' };
    await using world = await startPort([echo]);
    const result = await world.port.catalog.upsert('service', { identifier: 'cart' }, { runId: 'r_1' });
    expect(JSON.stringify(result)).not.toContain('token-1');
    await using other = await startPort([], [{ status: 401, body: 'not the-client-secret' }]);
    const refused = await other.port.catalog.upsert('service', { identifier: 'cart' }, { runId: 'r_1' });
    expect([refused.type, JSON.stringify(refused)]).toEqual([
      'rejected',
      expect.not.stringContaining('the-client-secret'),
    ]);
  });

  test("calls to Port's hosts and to the configured address go to Port; no others do", async () => {
    await using world = await startPort([]);
    const at = async (url: string) => (await world.port.api(url, 'r_1'))?.url ?? null;
    expect(await at('https://api.getport.io/v1/actions?x=1')).toBe(`${world.url}/v1/actions?x=1`);
    expect(await at('https://api.us.port.io/v1/actions')).toBe(`${world.url}/v1/actions`);
    expect(await at(`${world.url}/v1/actions`)).toBe(`${world.url}/v1/actions`);
    for (const url of [
      'https://api.getport.io.example/v1',
      'http://127.0.0.1:1/v1',
      'https://api.port.io@a.example/',
      'x',
    ]) {
      expect(await at(url)).toBeNull();
    }
  });
});
