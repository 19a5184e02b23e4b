import type { SwaggerTransform, SwaggerTransformObject } from '@fastify/swagger';
import { bodyExamples, documentedBodies } from './openapi-bodies.ts';
import { describeParameters } from './openapi-parameters.ts';

/** Routes whose success status is not 200. */
const success: Readonly<Record<string, Record<number, string>>> = {
  'POST /v1/events': { 202: 'Stored and matched, with the runs that it started' },
  'POST /v1/actions': { 201: 'Created' },
  'POST /v1/blueprints/:blueprint/entities': { 201: 'Written' },
  'POST /v1/blueprints/:blueprint/entities/bulk': {
    200: 'All written',
    207: 'Some were not written, as listed in `errors`',
  },
  'POST /v1/actions/runs/:id/logs': { 201: 'Added' },
  'POST /v1/actions/runs/retry': { 200: 'Counted', 202: 'Started as a bulk job' },
  'POST /v1/targets/:id/retry': { 202: 'Started as a bulk job' },
  'POST /v1/events/replay': { 200: 'Counted and tried', 202: 'Started as a bulk job' },
  'POST /v1/github/imports': { 202: 'Started as bulk jobs, which `GET /v1/bulk/{id}` shows' },
  'POST /v1/actions/runs/cancel': { 200: 'Counted', 202: 'Started as a bulk job' },
};

/** The content types of routes that do not return JSON. */
const streams: Readonly<Record<string, object>> = {
  'GET /v1/live': {
    description: 'Events named `changed`',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  },
  'GET /v1/backup': {
    description: 'The backup',
    content: { 'application/gzip': { schema: { type: 'string', format: 'binary' } } },
  },
};

const refusal = {
  description: 'Refused, or failed: `error` is a code of docs/api.md, `message` a sentence that says how to fix it',
  type: 'object',
  required: ['ok', 'error', 'message'],
  properties: {
    ok: { const: false },
    error: { type: 'string' },
    message: { type: 'string' },
    details: { description: 'Machine-readable particulars.' },
  },
};

/** Adds to a route's documentation what the framework does not need to run it: statuses and body. */
export const describeRoute: SwaggerTransform = ({ schema, url, route }) => {
  const key = `${String(route.method)} ${url}`;
  const isWebhook = url.startsWith('/api/') && url.endsWith('/webhooks');
  const statuses = Object.entries(success[key] ?? (isWebhook ? { 202: 'Stored' } : { 200: 'Done' }));
  const answers = statuses.map(([status, description]) => [
    status,
    streams[key] ?? { description, type: 'object', properties: { ok: { const: true } }, additionalProperties: true },
  ]);
  const body = schema?.body ?? documentedBodies[key]?.schema;
  return {
    url,
    schema: {
      ...schema,
      ...(body !== undefined && { body }),
      ...(schema?.querystring !== undefined && { querystring: describeParameters(schema.querystring) }),
      response: { ...Object.fromEntries(answers), '4xx': refusal, '5xx': refusal },
    },
  };
};

/**
 * Adds an example to every body, on the finished page: its generator would take an example's field `definitions` for a
 * keyword of JSON Schema and remove it.
 */
export const addExamples: SwaggerTransformObject = (document) => {
  if (!('openapiObject' in document)) return document.swaggerObject;
  const { openapiObject } = document;
  for (const [path, operations] of Object.entries(openapiObject.paths ?? {})) {
    for (const [verb, operation] of Object.entries(operations ?? {})) {
      const key = `${verb.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
      const example = documentedBodies[key]?.example ?? bodyExamples[key];
      const content = (operation as { requestBody?: { content?: Record<string, { example?: unknown }> } }).requestBody
        ?.content;
      const json = content?.['application/json'];
      if (json !== undefined && example !== undefined) json.example = example;
    }
  }
  return openapiObject;
};
