import type { JsonObject } from '../../../src/core/json.ts';
import { automation } from '../harness/shapes.ts';
import { entity, invalid, post, type Refusal } from './refusal.ts';

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

/** Entities and automations. */
export const catalog: Refusal[] = [
  {
    name: 'an entity that is there',
    send: entity('{"identifier":"known"}'),
    status: 409,
    error: 'conflict',
    says: 'The entity service/known already exists',
  },
  {
    name: 'an entity with an empty identifier',
    send: entity('{"identifier":"","title":"x"}'),
    ...invalid,
    says: 'identifier must be text with only letters, digits and',
  },
  {
    name: 'an entity identifier with a newline',
    send: entity('{"identifier":"a\\nb"}'),
    ...invalid,
    says: 'identifier must be text with only letters, digits and',
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
    says: 'blueprint is "other" but the URL has "service"',
  },
  {
    name: 'a change of no entity',
    send: (server) => server.send('PATCH', '/v1/blueprints/service/entities/none', '{}'),
    status: 404,
    error: 'not_found',
    says: 'The entity service/none does not exist',
  },
  {
    name: 'a deletion of no identifier',
    send: post('/v1/blueprints/service/bulk/entities/delete', '{"entities":["a\\u0000"]}'),
    ...invalid,
    says: 'The body at /entities/0 must be text with only letters',
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
    says: 'The automation known already exists',
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
    says: 'The automation taken already exists',
  },
];
