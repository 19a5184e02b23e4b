import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { httpSource } from '../app/event-sources/own-sources.ts';
import { newId } from '../app/ids.ts';
import { AppError } from '../core/error.ts';
import type { Event } from '../core/event/event.ts';
import { type EventFinding, readEvent } from '../core/event/read-event.ts';
import { unsafeNumberMessage, unsafeNumbers } from '../core/event/unsafe-numbers.ts';
import type { Json } from '../core/json.ts';
import { causedBy } from '../core/run/run.ts';
import { jsonPointer } from '../core/source/place-finding.ts';
import { readTraceparent } from '../core/trace/traceparent.ts';
import { callerOf, offset, type Routes } from './routes.ts';

/** The most events in one delivery. */
export const maxEvents = 1_000;

/** The routes that ingest events and show them. */
export function eventRoutes({ app, server }: Routes): void {
  server.post(
    '/v1/events',
    {
      config: { takesWork: true },
      schema: {
        tags: ['Events'],
        summary: 'Accepts one event or an array of at most 1,000',
        description:
          'Authorization: Bearer, Basic, Standard Webhooks headers, or x-port-signature and x-port-timestamp. A traceparent header (W3C Trace Context) is kept and passed on to what is called.',
      },
    },
    async (request, reply) => {
      const events = readEvents(request, app.orgId, app.now());
      const trace = readTraceparent(request.headers.traceparent);
      const origin = { source: httpSource.name, ...causedBy(null), ...(trace !== null && { trace }) };
      const results = await app.ingest(events.map((event) => ({ event, ...origin })));
      const warnings = warningsOf(request, events);
      const answers = results.map((result, index) => {
        const own = warnings[index] ?? [];
        return own.length === 0 ? result : { ...result, warnings: own };
      });
      return reply.code(202).send({ ok: true, events: answers });
    },
  );

  server.get(
    '/v1/events',
    {
      schema: {
        tags: ['Events'],
        summary: 'Lists what was received, newest first',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
            offset: { ...offset, default: 0 },
          },
        },
      },
    },
    async (request) => {
      const { limit, offset } = request.query as { limit: number; offset: number };
      return { ok: true, events: await app.events.list(limit, offset) };
    },
  );

  server.get(
    '/v1/events/:id',
    { schema: { tags: ['Events'], summary: 'One event, its runs and the conditions that failed on it' } },
    async (request) => ({ ok: true, event: await app.events.get((request.params as { id: string }).id) }),
  );

  server.get(
    '/v1/events/:id/explain',
    {
      schema: {
        tags: ['Events'],
        summary: 'Why each automation does or does not match this event, using the current definitions',
      },
    },
    async (request) => ({ ok: true, automations: await app.events.explain((request.params as { id: string }).id) }),
  );
}

/** Only a number with this many digits may have lost some. */
const manyDigits = /\d{16}/;

/** Warnings for accepted events that may not do what their sender expects, event by event. */
function warningsOf({ rawBody, log }: FastifyRequest, events: readonly Event[]): { path: string; message: string }[][] {
  if (rawBody === null || !manyDigits.test(rawBody.toString('latin1'))) return [];
  return events.map((event) => {
    const found = unsafeNumbers(event as unknown as Json);
    if (found.length > 0) {
      const paths = found.map(({ path }) => jsonPointer(path));
      log.warn(
        { event: event.id, paths },
        'an event contains numbers that lost digits; its sender should write them as text',
      );
    }
    return found.map((number) => ({ path: jsonPointer(number.path), message: unsafeNumberMessage(number) }));
  });
}

/** The events of a delivery, all valid; otherwise one error that names every problem. */
function readEvents(request: FastifyRequest, orgId: string, now: number): Event[] {
  const body = request.body as Json | undefined;
  if (body === undefined)
    throw new AppError('invalid_request', 'The body is empty; send one event or an array of events');
  const values = Array.isArray(body) ? body : [body];
  if (values.length === 0) throw new AppError('invalid_content', 'The array contains no events');
  if (values.length > maxEvents) {
    throw new AppError(
      'invalid_content',
      `The array contains ${values.length} events; a request can have at most ${maxEvents}`,
    );
  }
  const delivery = deliveryName(request);
  const at = new Date(now).toISOString();
  const userId = callerOf(request).name;
  const problems: EventFinding[] = [];
  const events = values.flatMap((value, index) => {
    const id = delivery === null ? newId('event') : Array.isArray(body) ? `${delivery}:${index}` : delivery;
    const read = readEvent(value, { id, orgId, at, userId }, Array.isArray(body) ? `/${index}` : '');
    if (read.ok) return [read.event];
    problems.push(...read.problems);
    return [];
  });
  if (problems.length > 0) {
    const text = problems.map(({ path, message }) => `${path || 'it'} ${message}`).join('; ');
    throw new AppError('invalid_content', `Not an event: ${text}`, { details: { problems } });
  }
  return events;
}

/**
 * The id of a delivery whose events have none, so that sending it again makes nothing new: the id covered by its
 * signature, or given by its authorized sender. Port's signature covers no id, so there the signed text is the id:
 * sending it again within the signature's five minutes only repeats events.
 */
function deliveryName({ headers, rawBody }: FastifyRequest): string | null {
  if (headers['webhook-signature'] === undefined && headers['x-port-signature'] !== undefined) {
    const digest = createHash('sha256')
      .update(`${headers['x-port-timestamp']}.`)
      .update(rawBody ?? '');
    return `delivery_${digest.digest('base64url').slice(0, 22)}`;
  }
  const given = headers['webhook-id'];
  return typeof given === 'string' ? given : null;
}
