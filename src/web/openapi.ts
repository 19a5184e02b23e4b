import type { SwaggerTransform } from '@fastify/swagger';

/** Where success is another status than 200. */
const success: Readonly<Record<string, Record<number, string>>> = {
  'POST /v1/events': { 202: 'Stored and matched: the runs it led to' },
  'POST /v1/actions': { 201: 'Created' },
  'POST /v1/blueprints/:blueprint/entities': { 201: 'Written' },
  'POST /v1/blueprints/:blueprint/entities/bulk': { 200: 'All written', 207: 'Some not written, which `errors` says' },
  'POST /v1/actions/runs/:id/logs': { 201: 'Added' },
  'POST /api/github/webhooks': { 202: 'Stored' },
  'POST /api/gitlab/webhooks': { 202: 'Stored' },
};

/** Bodies that are checked by more than a schema can say, so routes give none to the framework. */
const bodies: Readonly<Record<string, string>> = {
  'POST /v1/events': "One event as Port's trigger data has it, or an array of at most 1,000.",
  'POST /v1/actions': "An automation in Port's format.",
  'PUT /v1/actions/:id': "An automation in Port's format.",
  'POST /v1/blueprints/:blueprint/entities': 'An entity; without an identifier one is made.',
  'PUT /v1/blueprints/:blueprint/entities/:id': 'The whole entity.',
  'PATCH /v1/blueprints/:blueprint/entities/:id': 'The parts of the entity that change.',
  'POST /v1/blueprints/:blueprint/entities/bulk': '`{"entities": […]}`, at most 20.',
  'POST /v1/entities/search': '`{"combinator": "and", "rules": […]}`.',
  'POST /v1/blueprints/:blueprint/entities/search': '`{"query": {"combinator": "and", "rules": […]}}`.',
};

const refusal = {
  description: 'Refused, or failed: `error` is a code of docs/api.md, `message` a sentence with the way out',
  type: 'object',
  required: ['ok', 'error', 'message'],
  properties: {
    ok: { const: false },
    error: { type: 'string' },
    message: { type: 'string' },
    details: { description: 'Machine-readable particulars.' },
  },
};

/** What the API's page says of a route besides what the framework needs to run it: the statuses it answers, its body. */
export const describeRoute: SwaggerTransform = ({ schema, url, route }) => {
  const key = `${String(route.method)} ${url}`;
  const statuses = Object.entries(success[key] ?? { 200: 'Done' });
  const answers = statuses.map(([status, description]) => [
    status,
    { description, type: 'object', properties: { ok: { const: true } }, additionalProperties: true },
  ]);
  const body = bodies[key];
  return {
    url,
    schema: {
      ...schema,
      ...(body !== undefined && schema?.body === undefined && { body: { description: body } }),
      response: { ...Object.fromEntries(answers), '4xx': refusal, '5xx': refusal },
    },
  };
};
