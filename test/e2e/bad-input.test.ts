import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { Answer } from './harness/client.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';

/** What was sent, and what must come back: status, code, and the words that tell a person what to do. */
type Refusal = {
  name: string;
  send(server: Server): Promise<Answer>;
  status: number;
  error: string;
  says: string | RegExp;
};

const post = (path: string, body: string | Uint8Array, headers?: Record<string, string>) => (server: Server) =>
  server.send('POST', path, body, headers);
const event = (change: JsonObject) => post('/v1/events', JSON.stringify({ ...created('service', 'one'), ...change }));
const raw = (text: string | Uint8Array, headers?: Record<string, string>) => post('/v1/events', text, headers);
const entity = (body: string) => post('/v1/blueprints/service/entities', body);
const define = (change: JsonObject) =>
  post(
    '/v1/actions',
    JSON.stringify({
      ...automation(
        'valid',
        { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' },
        { type: 'WEBHOOK', url: 'https://example.com' },
      ),
      ...change,
    }),
  );
const when = (expression: string) =>
  define({
    trigger: {
      type: 'automation',
      event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' },
      condition: { type: 'JQ', expressions: [expression] },
    },
  });
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const small = JSON.stringify(created('service', 'one'));
const context = { blueprintIdentifier: 'service', entityIdentifier: 'one' };
const invalid = { status: 422, error: 'invalid_content' };
const malformed = { status: 400, error: 'invalid_request' };
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

const refusals: Refusal[] = [
  { name: 'no JSON', send: raw('{"action":'), ...malformed, says: 'The body is not valid JSON:' },
  { name: 'nothing', send: raw(''), ...malformed, says: 'The body is empty; send one event or an array of events' },
  {
    name: 'text',
    send: raw(small, { 'content-type': 'text/plain' }),
    status: 415,
    error: 'unsupported_media_type',
    says: 'must be JSON, with the header Content-Type: application/json',
  },
  {
    name: 'a form',
    send: raw('a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    status: 415,
    error: 'unsupported_media_type',
    says: 'must be JSON',
  },
  {
    name: '1 MiB and a byte',
    send: raw(`${small}${' '.repeat(1024 * 1024 + 1 - small.length)}`),
    status: 413,
    error: 'payload_too_large',
    says: 'The body is larger than 1 MiB',
  },
  {
    name: 'bytes that are no UTF-8',
    send: raw(Buffer.from([0x22, 0xc3, 0x28, 0x22])),
    ...malformed,
    says: 'The body is not valid UTF-8',
  },
  { name: '200 levels', send: raw(nested(200)), ...malformed, says: 'The JSON is nested deeper than 100 levels' },
  {
    name: '__proto__',
    send: raw(small.replace('"diff":', '"__proto__":{"polluted":1},"diff":')),
    ...malformed,
    says: 'it has a key __proto__ or constructor, which is not accepted',
  },
  {
    name: 'a nested __proto__',
    send: entity('{"identifier":"p","properties":{"__proto__":{"polluted":1}}}'),
    ...malformed,
    says: 'it has a key __proto__ or constructor, which is not accepted',
  },
  {
    name: 'constructor.prototype',
    send: entity('{"identifier":"p","properties":{"constructor":{"prototype":{"x":1}}}}'),
    ...malformed,
    says: 'constructor',
  },
  {
    name: 'a number beyond all bounds',
    send: entity('{"identifier":"p","properties":{"n":1e999}}'),
    ...malformed,
    says: 'The JSON holds a number that is too large to keep',
  },
  {
    name: 'a number whose digits and exponent are too much together',
    send: entity(`{"identifier":"p","properties":{"n":1${'0'.repeat(299)}e10}}`),
    ...malformed,
    says: 'The JSON holds a number that is too large to keep',
  },
  { name: 'a text', send: raw('"event"'), ...invalid, says: 'Not an event: / must be an object' },
  { name: 'an empty array', send: raw('[]'), ...invalid, says: 'The array holds no event' },
  {
    name: '1,001 events',
    send: raw(JSON.stringify(Array(1_001).fill({}))),
    ...invalid,
    says: 'The array holds 1001 events; at most 1000 go in one request',
  },
  {
    name: 'an unknown resource',
    send: event({ resourceType: 'blueprint' }),
    ...invalid,
    says: '/resourceType must be "entity" or "run"',
  },
  {
    name: 'an unknown action',
    send: event({ action: 'ENTITY_CREATED' }),
    ...invalid,
    says: '/action must be one of CREATE, UPDATE, DELETE, TIMER_EXPIRED for an entity event',
  },
  {
    name: 'no context',
    send: raw(JSON.stringify({ action: 'CREATE', resourceType: 'entity', diff: { after: {} } })),
    ...invalid,
    says: '/context is required: an object with blueprintIdentifier and entityIdentifier',
  },
  {
    name: 'no diff',
    send: raw(JSON.stringify({ action: 'CREATE', resourceType: 'entity', context })),
    ...invalid,
    says: '/diff is required: an object with before and after',
  },
  {
    name: 'half a diff',
    send: raw(JSON.stringify({ action: 'UPDATE', resourceType: 'entity', context, diff: { after: {} } })),
    ...invalid,
    says: '/diff/before must be an object for the action UPDATE',
  },
  {
    name: 'an unknown field',
    send: event({ entity: {} }),
    ...invalid,
    says: '/entity is not a field of an event; the fields are id, action',
  },
  {
    name: 'a newline in an identifier',
    send: event({ context: { ...context, entityIdentifier: 'a\nb' } }),
    ...invalid,
    says: '/context/entityIdentifier must be the identifier of an entity: letters, digits',
  },
  {
    name: 'a time that is none',
    send: event({ trigger: { by: {}, origin: 'API', at: 'yesterday' } }),
    ...invalid,
    says: '/trigger/at must be an ISO 8601 time',
  },
  {
    name: 'one bad event among good ones',
    send: raw(JSON.stringify([created('service', 'a'), { ...created('service', 'b'), action: 'X' }])),
    ...invalid,
    says: '/1/action must be one of',
  },
  {
    name: 'no credentials',
    send: raw(small, { authorization: '' }),
    status: 401,
    error: 'unauthorized',
    says: 'This needs an Authorization header: Bearer with a token of POST /v1/auth/access_token, or Basic',
  },
  {
    name: 'wrong credentials',
    send: raw(small, basic('client:wrong')),
    status: 401,
    error: 'unauthorized',
    says: 'The client id or secret is wrong',
  },
  {
    name: 'a forged token',
    send: raw(small, { authorization: 'Bearer e30.e30.x' }),
    status: 401,
    error: 'unauthorized',
    says: 'The access token is not valid or has expired; get a new one',
  },
  {
    name: 'an unknown run',
    send: (server) => server.send('GET', '/v1/actions/runs/r_unknown'),
    status: 404,
    error: 'not_found',
    says: 'There is no run r_unknown',
  },
  {
    name: 'a report of an unknown run',
    send: (server) => server.send('PATCH', '/v1/actions/runs/r_unknown', '{"status":"SUCCESS"}'),
    status: 404,
    error: 'not_found',
    says: 'There is no run r_unknown',
  },
  {
    name: 'a report of an unknown status',
    send: (server) => server.send('PATCH', '/v1/actions/runs/r_unknown', '{"status":"DONE"}'),
    ...invalid,
    says: 'The body at /status must be one of SUCCESS, FAILURE',
  },
  {
    name: 'a report with an unknown field',
    send: (server) => server.send('PATCH', '/v1/actions/runs/r_unknown', '{"state":1}'),
    ...invalid,
    says: 'The body has no field state',
  },
  {
    name: 'a log without a message',
    send: (server) => server.send('POST', '/v1/actions/runs/r_unknown/logs', '{}'),
    ...invalid,
    says: 'The body needs the field message',
  },
  {
    name: 'an unknown event',
    send: (server) => server.send('GET', '/v1/events/nothing'),
    status: 404,
    error: 'not_found',
    says: 'There is no event nothing',
  },
  {
    name: 'an unknown path',
    send: (server) => server.send('GET', '/v1/nothing?x=1'),
    status: 404,
    error: 'not_found',
    says: 'There is no GET /v1/nothing; see /docs',
  },
  {
    name: 'a path that is no text',
    send: (server) => server.send('GET', '/v1/events/%zz'),
    ...malformed,
    says: 'The path is not a valid URL',
  },
  { name: 'a NUL in a path', send: (server) => server.send('GET', '/v1/actions/runs/%00'), ...malformed, says: 'NUL' },
  {
    name: 'a NUL in a query',
    send: (server) => server.send('GET', '/v1/actions/runs?entity=a%00b'),
    ...malformed,
    says: 'NUL',
  },
  {
    name: 'a limit that is no number',
    send: (server) => server.send('GET', '/v1/actions/runs?limit=many'),
    ...invalid,
    says: 'The query at /limit must be of the type integer',
  },
  {
    name: 'an entity that is there',
    send: entity('{"identifier":"known"}'),
    status: 409,
    error: 'conflict',
    says: 'The entity service/known exists already',
  },
  {
    name: 'an entity without an identifier',
    send: entity('{"title":"x"}'),
    ...invalid,
    says: 'identifier must be text of letters, digits and',
  },
  {
    name: 'an entity identifier with a newline',
    send: entity('{"identifier":"a\\nb"}'),
    ...invalid,
    says: 'identifier must be text of letters, digits and',
  },
  {
    name: 'an entity with an unknown field',
    send: entity('{"identifier":"x","name":"y"}'),
    ...invalid,
    says: 'name is not a field of an entity; the fields are identifier',
  },
  {
    name: 'an entity of another blueprint',
    send: entity('{"identifier":"x","blueprint":"other"}'),
    ...invalid,
    says: 'blueprint is "other" but the path says "service"',
  },
  {
    name: 'a change of no entity',
    send: (server) => server.send('PATCH', '/v1/blueprints/service/entities/none', '{}'),
    status: 404,
    error: 'not_found',
    says: 'There is no entity service/none',
  },
  {
    name: 'a deletion of no identifier',
    send: post('/v1/blueprints/service/bulk/entities/delete', '{"entities":["a\\u0000"]}'),
    ...invalid,
    says: 'The body at /entities/0 must match pattern',
  },
  {
    name: 'a search that is none',
    send: post('/v1/entities/search', '{"combinator":"xor","rules":[]}'),
    ...invalid,
    says: 'combinator',
  },
  {
    name: 'an automation identifier with a slash',
    send: define({ identifier: 'a/b' }),
    ...invalid,
    says: '/identifier:',
  },
  {
    name: 'an unknown trigger',
    send: define({ trigger: { type: 'automation', event: { type: 'ENTITY_CHANGED', blueprintIdentifier: 'x' } } }),
    ...invalid,
    says: 'ENTITY_CHANGED',
  },
  {
    name: 'an unknown backend',
    send: define({ invocationMethod: { type: 'WEBHOOKS', url: 'https://example.com' } }),
    ...invalid,
    says: 'WEBHOOK',
  },
  { name: 'an unknown field of an automation', send: define({ enabled: true }), ...invalid, says: 'enabled' },
  {
    name: 'a text as an automation',
    send: post('/v1/actions', '"x"'),
    ...invalid,
    says: 'The automation is not valid',
  },
  { name: 'half a string in a condition', send: when('"\\('), ...invalid, says: '/trigger/condition/expressions/0' },
  {
    name: 'a condition that closes its surroundings',
    send: when(') | ('),
    ...invalid,
    says: '/trigger/condition/expressions/0',
  },
  {
    name: 'an automation that is there',
    send: define({ identifier: 'known' }),
    status: 409,
    error: 'conflict',
    says: 'An automation known exists already',
  },
  {
    name: 'a rename onto another',
    send: (server) =>
      server.send(
        'PUT',
        '/v1/actions/known',
        JSON.stringify(
          automation(
            'taken',
            { type: 'ENTITY_CREATED', blueprintIdentifier: 'x' },
            { type: 'WEBHOOK', url: 'https://example.com' },
          ),
        ),
      ),
    status: 409,
    error: 'conflict',
    says: 'An automation taken exists already',
  },
];

describe('e2e/bad-input', () => {
  let sink: Sink;
  let server: Server;
  let before: object;

  /** Everything there is: nothing of it may change. */
  const inventory = async () => ({
    events: (await server.events()).length,
    runs: (await server.runs()).length,
    automations: await server.call('GET', '/v1/actions'),
    entities: await server.call('POST', '/v1/entities/search', { combinator: 'and', rules: [] }),
  });

  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host });
    const url = sink.at('/heard', { status: 202 });
    const heard = { type: 'ANY_ENTITY_CHANGE', blueprintIdentifier: 'service' };
    await server.automate(
      automation('known', heard, { type: 'WEBHOOK', url }),
      automation('taken', { type: 'RUN_CREATED', actionIdentifier: 'x' }, { type: 'WEBHOOK', url }),
    );
    await server.upsert('service', { identifier: 'known' });
  });
  beforeEach(async () => {
    before = await inventory();
  });
  afterEach(async () => {
    expect(await inventory()).toEqual(before);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  test.each(refusals)('$name', async ({ send, status, error, says }) => {
    const answer = await send(server);
    expect([answer.status, answer.body.ok, answer.body.error]).toEqual([status, false, error]);
    expect(answer.body.message).toMatch(
      typeof says === 'string' ? new RegExp(says.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')) : says,
    );
    // A person reads it: one plain sentence or more, no code of ours and no place in it.
    expect(answer.text).not.toMatch(/\bat .*\.(mjs|js|ts):\d|node_modules|FST_|Error:|undefined|\[object/);
    expect(String(answer.body.message).length).toBeLessThan(600);
  });
});
