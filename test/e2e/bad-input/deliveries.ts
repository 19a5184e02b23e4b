import { created } from '../harness/shapes.ts';
import { entity, event, invalid, malformed, type Refusal, raw } from './refusal.ts';

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const small = JSON.stringify(created('service', 'one'));
const context = { blueprintIdentifier: 'service', entityIdentifier: 'one' };
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

/** Bodies, events and credentials. */
export const deliveries: Refusal[] = [
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
    says: 'must not contain the key __proto__ or constructor',
  },
  {
    name: 'a nested __proto__',
    send: entity('{"identifier":"p","properties":{"__proto__":{"polluted":1}}}'),
    ...malformed,
    says: 'must not contain the key __proto__ or constructor',
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
    says: 'The JSON contains a number that is too large to store',
  },
  {
    name: 'a number whose digits and exponent are too much together',
    send: entity(`{"identifier":"p","properties":{"n":1${'0'.repeat(299)}e10}}`),
    ...malformed,
    says: 'The JSON contains a number that is too large to store',
  },
  { name: 'a text', send: raw('"event"'), ...invalid, says: 'Not an event: it must be an object' },
  { name: 'an empty array', send: raw('[]'), ...invalid, says: 'The array contains no events' },
  {
    name: '1,001 events',
    send: raw(JSON.stringify(Array(1_001).fill({}))),
    ...invalid,
    says: 'The array contains 1001 events; a request can have at most 1000',
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
    says: 'This needs an Authorization header: Bearer with a token from POST /v1/auth/access_token, or Basic',
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
];
