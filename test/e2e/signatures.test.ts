import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Delivered, type Sink, startSink } from './harness/sink.ts';

const secret = `whsec_${Buffer.from('a key that both sides know').toString('base64')}`;

/** What Port's documentation tells a receiver to compute, over the text of the body. */
const portSignature = (timestamp: string, body: string): string =>
  `v1,${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('base64')}`;

/** A delivery to `/v1/events` with a signature of Standard Webhooks. */
const signed = (id: string, body: string, at = new Date()): Record<string, string> => ({
  authorization: '',
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign(id, at, body),
});

describe('e2e/signatures', () => {
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host, EVENTS_SECRET: secret });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  /** The request that an automation makes for one event. */
  const requestOf = async (name: string, method: JsonObject): Promise<Delivered> => {
    await server.automate(automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, method));
    const [event] = await server.emit(created(name, 'one', { text: 'Zoë "≤" 🙂\u2028', list: [1, 1.5, null] }));
    const id = event?.runs[0]?.id ?? '';
    expect((await server.runIn(id)).status).toBe('SUCCESS');
    const [request, ...more] = sink.requests(`/${name}`);
    expect(more).toEqual([]);
    if (request === undefined) throw new Error('nothing was sent');
    expect(request.headers['webhook-id']).toBe(id);
    expect(request.key).toBe(id);
    return request;
  };

  test('a webhook carries both signatures over the very bytes of its body', async () => {
    const url = sink.at('/both');
    const { headers, body, json } = await requestOf('both', webhook(url, { all: '{{ .event.diff.after }}', b: 1 }));
    expect(headers['content-type']).toBe('application/json');
    expect(json).toMatchObject({ all: { properties: { text: 'Zoë "≤" 🙂\u2028', list: [1, 1.5, null] } }, b: 1 });
    const given = headers as Record<string, string>;
    expect(new Webhook(secret).verify(body, given)).toEqual(json);
    const timestamp = given['x-port-timestamp'] ?? '';
    expect(timestamp).toMatch(/^\d{10}$/);
    expect(given['x-port-signature']).toBe(portSignature(timestamp, body));
    // Port's JavaScript sample signs what JSON.stringify makes of the parsed body.
    expect(given['x-port-signature']).toBe(portSignature(timestamp, JSON.stringify(json)));
    expect(() => new Webhook(secret).verify(`${body} `, given)).toThrow();
  });

  test('a request without a body is signed as empty text', async () => {
    const url = sink.at('/empty');
    const { method, headers, body } = await requestOf('empty', webhook(url, {}, { method: 'GET' }));
    expect([method, body]).toEqual(['GET', '']);
    const given = headers as Record<string, string>;
    expect(given['x-port-signature']).toBe(portSignature(given['x-port-timestamp'] ?? '', ''));
  });

  test('headers of the definition are sent, and cannot replace what vouches for the request', async () => {
    const url = sink.at('/headers');
    const headers = {
      RUN_ID: '{{ .run.id }}',
      'Content-Type': 'application/vnd.x+json',
      'X-Port-Signature': 'v1,forged',
    };
    const {
      headers: given,
      body,
      key,
    } = await requestOf('headers', webhook(url, { a: 1 }, { headers, method: 'PUT' }));
    expect(given.run_id).toBe(key);
    expect(given['content-type']).toBe('application/vnd.x+json');
    expect(given['x-port-signature']).toBe(portSignature(String(given['x-port-timestamp']), body));
  });

  test('events signed by Standard Webhooks are accepted, and a repeated id has no effect', async () => {
    const url = sink.at('/signed');
    await server.automate(
      automation('signed', { type: 'ENTITY_CREATED', blueprintIdentifier: 'signed' }, webhook(url)),
    );
    const body = JSON.stringify([created('signed', 'one'), created('signed', 'two')]);
    const send = () => server.send('POST', '/v1/events', body, signed('msg_1', body));
    const first = await send();
    expect(first.status).toBe(202);
    const taken = first.body.events as { id: string; duplicate: boolean; runs: { id: string }[] }[];
    expect(taken.map(({ id, duplicate }) => [id, duplicate])).toEqual([
      ['msg_1:0', false],
      ['msg_1:1', false],
    ]);
    expect(new Set(taken.flatMap(({ runs }) => runs.map(({ id }) => id))).size).toBe(2);
    const second = await send();
    expect(second.status).toBe(202);
    expect(second.body.events).toEqual(taken.map((event) => ({ ...event, duplicate: true })));
    for (const { runs } of taken) await server.runIn(runs[0]?.id ?? '');
    expect(await server.runs('action=signed')).toHaveLength(2);
    expect(sink.requests('/signed')).toHaveLength(2);
  });

  test("events with Port's signature are accepted, in seconds and in milliseconds", async () => {
    for (const timestamp of [String(Math.floor(Date.now() / 1000)), String(Date.now())]) {
      const body = JSON.stringify(created('unheard', 'one', { timestamp }));
      const headers = {
        authorization: '',
        'x-port-timestamp': timestamp,
        'x-port-signature': portSignature(timestamp, body),
      };
      const answer = await server.send('POST', '/v1/events', body, headers);
      expect([answer.status, answer.text]).toEqual([202, expect.stringContaining('"duplicate":false')]);
    }
  });

  test("a body with Port's signature creates its events once, whatever else is sent with it", async () => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const body = JSON.stringify([created('unheard', 'again'), created('unheard', 'again')]);
    const signature = portSignature(timestamp, body);
    const send = async (more: Record<string, string>) => {
      const headers = { authorization: '', 'x-port-timestamp': timestamp, 'x-port-signature': signature, ...more };
      const answer = await server.send('POST', '/v1/events', body, headers);
      return (answer.body.events as { id: string; duplicate: boolean }[]).map(({ id, duplicate }) => [id, duplicate]);
    };
    const first = await send({});
    expect(first.map(([, duplicate]) => duplicate)).toEqual([false, false]);
    expect(await send({})).toEqual(first.map(([id]) => [id, true]));
    // It is not signed, so it names nothing.
    expect(await send({ 'webhook-id': 'another' })).toEqual(first.map(([id]) => [id, true]));
  });

  test('a wrong, a stale and a missing signature are refused, each with what to do', async () => {
    const before = (await server.events()).length;
    const body = JSON.stringify(created('unheard', 'two'));
    const refusals: [string, Record<string, string>, string][] = [
      [body.replace('two', 'six'), signed('msg_2', body), 'does not match the body; is EVENTS_SECRET the same'],
      [body, { ...signed('msg_2', body), 'webhook-id': 'msg_3' }, 'does not match the body'],
      [
        body,
        signed('msg_2', body, new Date(Date.now() - 6 * 60_000)),
        "differs from the service's clock by more than 300 seconds",
      ],
      [
        body,
        signed('msg_2', body, new Date(Date.now() + 6 * 60_000)),
        "differs from the service's clock by more than 300 seconds",
      ],
      [body, { authorization: '', 'webhook-signature': 'v1,x' }, 'needs a timestamp header in seconds since 1970'],
      [
        body,
        { authorization: '' },
        'needs an Authorization header: Bearer with a token from POST /v1/auth/access_token',
      ],
    ];
    for (const [text, headers, message] of refusals) {
      const answer = await server.send('POST', '/v1/events', text, headers);
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({
        ok: false,
        error: 'unauthorized',
        message: expect.stringContaining(message),
      });
    }
    expect(await server.events()).toHaveLength(before);
  });
});
