import type { ServerResponse } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import type { Call } from '../../../src/backends/backend.ts';
import { createHttp } from '../../../src/backends/http/http.ts';
import { portSignature, standardSignature } from '../../../src/backends/signature.ts';
import { webhook } from '../../../src/backends/webhook/webhook.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { type LoopbackRequest, startLoopback } from '../../fakes/loopback.ts';
import { waitLimitMs } from '../../wait-limit.ts';
import { otherSystems } from '../other-systems.ts';

const http = createHttp({ allowedHosts: ['127.0.0.1'], maxAnswer: 1_000 });
const now = Date.parse('2026-01-01T00:00:00Z');
afterAll(() => http.close());

function call(method: JsonObject, api: Call['services']['api'] = async () => null): Call {
  return {
    runId: 'r_0123456789abcdef',
    automation: 'a',
    attempt: 1,
    createdAt: now,
    method,
    shown: method,
    log: () => {},
    signal: AbortSignal.timeout(waitLimitMs),
    services: {
      http,
      api,
      github: null,
      ...otherSystems,
      claims: { taken: async () => [], contested: async () => false },
      catalog: { upsert: () => Promise.reject(new Error('a webhook writes no entity')) },
      now: () => now,
      orgId: 'org',
      signing: () => ({ current: 'secret', old: null }),
    },
  };
}

/** Makes one call to a server that answers so, and returns the outcome with what arrived. */
async function make(method: JsonObject, answer: (response: ServerResponse) => unknown) {
  const requests: LoopbackRequest[] = [];
  await using server = await startLoopback((request, response) => {
    requests.push(request);
    answer(response);
  });
  const outcome = await webhook.invoke(call({ type: 'WEBHOOK', url: server.url, ...method }));
  return { outcome, requests };
}

describe('backends/webhook/webhook', () => {
  test('a synchronous call succeeds with the response', async () => {
    const { outcome, requests } = await make({ synchronized: true, body: { a: 'é' } }, (response) =>
      response.end('{"b":1}'),
    );
    expect(outcome).toMatchObject({ type: 'succeeded', statusCode: 200, response: { b: 1 } });
    expect(requests).toMatchObject([{ method: 'POST', headers: { 'content-type': 'application/json' } }]);
    expect(String(requests[0]?.body)).toBe('{"a":"é"}');
  });

  test('an asynchronous call is only accepted', async () => {
    const { outcome } = await make({ body: {} }, (response) => response.writeHead(202).end());
    expect(outcome).toMatchObject({ type: 'accepted', statusCode: 202 });
    expect(outcome).not.toHaveProperty('followAfter');
  });

  test('both signatures are made over the bytes that are sent', async () => {
    const { requests } = await make({ body: { text: 'ünïcode', n: 1 } }, (response) => response.end());
    const [{ headers, body }] = requests as [LoopbackRequest];
    const seconds = now / 1000;
    expect(headers['x-port-signature']).toBe(portSignature('secret', seconds, body));
    expect(headers['webhook-signature']).toBe(standardSignature('secret', 'r_0123456789abcdef', seconds, body));
    expect(headers).toMatchObject({ 'idempotency-key': 'r_0123456789abcdef', 'x-port-timestamp': String(seconds) });
  });

  test.each(['PUT', 'PATCH', 'DELETE', 'patch'])('%s carries its body', async (method) => {
    const { requests } = await make({ method, body: [1] }, (response) => response.end());
    expect(requests).toMatchObject([{ method: method.toUpperCase(), body: Buffer.from('[1]') }]);
  });

  const form = { 'content-TYPE': 'application/x-www-form-urlencoded' };
  test.each<[JsonObject, string, string]>([
    [{ body: 'a=1&b=2', headers: form }, 'a=1&b=2', 'application/x-www-form-urlencoded'],
    [{ body: 'done', headers: { 'Content-Type': 'text/plain' } }, 'done', 'text/plain'],
    [{ body: '<a/>', headers: { 'Content-Type': 'application/xml' } }, '<a/>', 'application/xml'],
    [{ body: '{ "a": 12345678901234567890 }\n' }, '{ "a": 12345678901234567890 }\n', 'application/json'],
    [{ body: '[1]', headers: { 'Content-Type': 'application/vnd.a+json' } }, '[1]', 'application/vnd.a+json'],
    [{ body: 'done' }, '"done"', 'application/json'],
    [{ body: '{ a }' }, '"{ a }"', 'application/json'],
    [{ body: '"quoted"' }, '"\\"quoted\\""', 'application/json'],
    [{ body: { a: 1 }, headers: form }, '{"a":1}', 'application/x-www-form-urlencoded'],
  ])('a text body is sent as intended: %j', async (method, sent, type) => {
    const { requests } = await make(method, (response) => response.end());
    expect([String(requests[0]?.body), requests[0]?.headers['content-type']]).toEqual([sent, type]);
  });

  test('a GET has no body', async () => {
    const { requests } = await make({ method: 'GET', body: {} }, (response) => response.end());
    expect(requests).toMatchObject([{ method: 'GET', body: Buffer.alloc(0) }]);
  });

  test('headers are sent, but ours cannot be replaced', async () => {
    const headers = { RUN_ID: 'r_1', 'X-Port-Signature': 'forged', Number: 5 };
    const { requests } = await make({ headers, body: {} }, (response) => response.end());
    expect(requests[0]?.headers).toMatchObject({ run_id: 'r_1', number: '5' });
    expect(requests[0]?.headers['x-port-signature']).toMatch(/^v1,/);
  });

  test.each([
    [429, { 'retry-after': '7' }, { type: 'retry', after: 7 }],
    [503, { 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }, { type: 'retry', after: 60 }],
    [500, {}, { type: 'retry' }],
    [408, {}, { type: 'retry' }],
    [404, {}, { type: 'rejected', statusCode: 404, message: 'HTTP 404: gone away' }],
    [302, { location: 'http://127.0.0.1/' }, { type: 'rejected', statusCode: 302 }],
  ])('status %i has the matching outcome', async (status, headers, expected) => {
    const { outcome } = await make({ body: {} }, (response) => response.writeHead(status, headers).end('gone away'));
    expect(outcome).toMatchObject(expected);
  });

  test.each([
    [{ 'retry-after': '30' }, { type: 'retry', after: 30 }],
    [
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 90) },
      { type: 'retry', after: 90 },
    ],
    [{ 'x-github-request-id': '1' }, { type: 'retry', after: 60 }],
    [{ 'x-ratelimit-remaining': '7' }, { type: 'rejected' }],
    [{}, { type: 'rejected' }],
  ])('a 403 that speaks of a rate limit is tried again: %j', async (headers, expected) => {
    const { outcome } = await make({ body: {} }, (response) =>
      response.writeHead(403, headers).end('{"message":"You have exceeded a secondary rate limit."}'),
    );
    expect(outcome).toMatchObject({ ...expected, statusCode: 403 });
  });

  test.each([
    [{ url: '/job/deploy/build' }, 303, '/queue/item/7/', { type: 'accepted' }],
    [{ url: '/job/a/job/b/buildWithParameters?x=1', synchronized: true }, 302, '/job/a/', { type: 'succeeded' }],
    [{ type: 'JENKINS', url: '/generic-webhook-trigger/invoke' }, 303, '/', { type: 'accepted' }],
    [{ url: '/job/deploy/build' }, 302, '/login?from=%2Fjob', { type: 'rejected' }],
    [{ url: '/job/deploy/build' }, 301, '/job/deploy/build/', { type: 'rejected' }],
    [{ url: '/elsewhere' }, 303, '/job/', { type: 'rejected' }],
  ])(
    'a build that Jenkins has started is not a failure: %j answered %i',
    async (method, status, location, expected) => {
      await using server = await startLoopback((_, response) => response.writeHead(status, { location }).end());
      const outcome = await webhook.invoke(call({ type: 'WEBHOOK', ...method, url: `${server.url}${method.url}` }));
      expect(outcome).toMatchObject({ ...expected, statusCode: status });
    },
  );

  test('an unreadable answer ends the run, because the receiver would repeat it', async () => {
    const method = { url: 'http://a.example', synchronized: true };
    const unreadable = { type: 'unreadable', message: 'a.example answered in a way' } as const;
    const { services, ...rest } = call(method);
    const outcome = await webhook.invoke({
      ...rest,
      services: { ...services, http: { send: async () => unreadable } },
    });
    expect(outcome).toEqual({ type: 'rejected', message: 'a.example answered in a way' });
  });

  test('nothing is kept of an answer that is too large', async () => {
    const { outcome } = await make({ synchronized: true }, (response) => response.end('x'.repeat(5_000)));
    expect(JSON.stringify(outcome)).not.toContain('xxx');
    expect(outcome).toMatchObject({ type: 'succeeded', response: expect.stringContaining('not kept') });
  });

  test('a call to our own API goes there with our authorization', async () => {
    const requests: LoopbackRequest[] = [];
    await using server = await startLoopback((request, response) => {
      requests.push(request);
      response.end('{}');
    });
    const method = {
      type: 'WEBHOOK',
      url: 'https://api.getport.io/v1/x',
      method: 'DELETE',
      headers: { Authorization: 'mine' },
    };
    const api = async () => ({ url: `${server.url}/v1/x`, authorization: 'Bearer token' });
    expect(await webhook.invoke(call(method, api))).toMatchObject({ type: 'accepted' });
    expect(requests).toMatchObject([{ method: 'DELETE', headers: { authorization: 'Bearer token' } }]);
  });

  test.each([
    [{ url: null }, 'The url did not render to text'],
    [{ url: 'http://127.0.0.1:9', method: 'BREW' }, 'The method BREW is not one of'],
    [{ url: 'not a url' }, 'not an http:// or https:// address'],
  ])('%j cannot be called, and says why', async (method, message) => {
    const outcome = await webhook.invoke(call({ type: 'WEBHOOK', ...method }));
    expect(outcome).toMatchObject({ type: 'rejected', message: expect.stringContaining(message) });
  });
});
