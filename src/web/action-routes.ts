import type { FastifyRequest } from 'fastify';
import type { HowChanged } from '../app/automations/automations.ts';
import { serverFields } from '../app/automations/server-fields.ts';
import { type Automation, isPublished } from '../core/automation.ts';
import { AppError } from '../core/error.ts';
import { isObject, type Json } from '../core/json.ts';
import type { StoredAutomation } from '../store/automations.ts';
import { etagOf, readIfMatch } from './if-match.ts';
import { authorOf, listOf, type Routes } from './routes.ts';

const texts = { type: ['string', 'array'], items: { type: 'string' } };

/** A filter with a fixed set of values in Port's API: other values could never match. */
const oneOf = (...values: string[]) => ({ type: 'array', items: { enum: values } });

/** Port's filters; its clients write lists with and without brackets. `version` has no effect: there is only one. */
const filters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...Object.fromEntries(
      [
        'action_identifier',
        'blueprint_identifier',
        'operation',
        'trigger_event',
        'trigger_event_action_identifier',
      ].flatMap((name) => [
        [name, texts],
        [`${name}[]`, texts],
      ]),
    ),
    published: oneOf('true', 'false'),
    trigger_type: oneOf('automation', 'self-service'),
    version: { type: 'string' },
  },
};

/** The header of a change that is based on a revision. */
export const condition = {
  type: 'object',
  properties: {
    'if-match': {
      type: 'string',
      description: 'The etag that the change is based on; 412 if it is not the current one.',
    },
  },
};

/** What happens to waiting runs when a change deletes an automation or switches it off. */
const change = {
  headers: condition,
  querystring: {
    type: 'object',
    properties: {
      waitingRuns: {
        enum: ['cancel', 'finish'],
        default: 'cancel',
        description:
          'What happens to the runs that wait for an attempt if this deletes the automation or switches it off.',
      },
    },
  },
};

/** Reads how a change is to be made. */
function howOf(request: FastifyRequest): HowChanged {
  const { waitingRuns } = request.query as Pick<HowChanged, 'waitingRuns'>;
  return { expected: readIfMatch(request), waitingRuns };
}

/** Automations (Port calls them actions with an automation trigger): create, read, replace, delete. */
export function actionRoutes({ app, server }: Routes): void {
  const tags = ['Automations'];
  const idOf = (params: unknown): string => (params as { id: string }).id;

  server.post('/v1/actions', { schema: { tags, summary: 'Creates an automation' } }, async (request, reply) => {
    const { stored, warnings } = await app.actions.create((request.body ?? null) as Json, authorOf(request));
    return reply
      .code(201)
      .header('etag', etagOf(stored.hash))
      .send({ ok: true, action: view(stored), warnings });
  });

  server.get(
    '/v1/actions',
    { schema: { tags, summary: 'Lists automations; filters are combined', querystring: filters } },
    async (request) => {
      const stored = await app.actions.list();
      const kept = stored.filter((item) => isWanted(item.automation, request.query as Record<string, unknown>));
      return { ok: true, actions: kept.map(view) };
    },
  );

  server.get(
    '/v1/actions/:id',
    { schema: { tags, summary: 'One automation, as it was written; its revision is the etag' } },
    async (request, reply) => {
      const stored = await app.actions.get(idOf(request.params));
      reply.header('etag', etagOf(stored.hash));
      return { ok: true, action: view(stored), settings: stored.settings };
    },
  );

  server.put(
    '/v1/actions/:id',
    { schema: { tags, summary: 'Replaces an automation; may rename it', ...change } },
    async (request, reply) => {
      const body = (request.body ?? null) as Json;
      const [id, author] = [idOf(request.params), authorOf(request)];
      const { stored, warnings } = await app.actions.replace(id, body, author, howOf(request));
      reply.header('etag', etagOf(stored.hash));
      return { ok: true, action: view(stored), warnings };
    },
  );

  server.patch(
    '/v1/actions/:id',
    { schema: { tags, summary: 'Switches an automation on or off', ...change } },
    async (request, reply) => {
      const publish = readPublish((request.body ?? null) as Json);
      const [id, author] = [idOf(request.params), authorOf(request)];
      const { stored, warnings } = await app.actions.publish(id, publish, author, howOf(request));
      reply.header('etag', etagOf(stored.hash));
      return { ok: true, action: view(stored), warnings };
    },
  );

  server.post(
    '/v1/actions/:id/runs',
    {
      schema: { tags, summary: 'Refused: only self-service actions are run by people; automations are run by events' },
    },
    async (request) => {
      const { automation } = await app.actions.get(idOf(request.params));
      throw new AppError(
        'invalid_content',
        `${automation.identifier} is an automation, so only events can start it. Send the event to POST /v1/events`,
      );
    },
  );

  server.delete(
    '/v1/actions/:id',
    { schema: { tags, summary: 'Deletes an automation', ...change } },
    async (request) => {
      await app.actions.remove(idOf(request.params), authorOf(request), howOf(request));
      return { ok: true };
    },
  );
}

/** Reads the only change that PATCH makes. */
function readPublish(body: Json): boolean {
  const { publish, ...others } = isObject(body) ? body : {};
  const names = Object.keys(others);
  if (names.length > 0) {
    throw new AppError(
      'invalid_content',
      `PATCH changes only publish; to change ${names.join(', ')}, send the whole automation with PUT`,
    );
  }
  if (typeof publish === 'boolean') return publish;
  throw new AppError('invalid_content', 'The body must be {"publish": true} or {"publish": false}');
}

/** The definition as sent, without defaults, with who wrote it and when (Port's read format). */
function view(stored: StoredAutomation) {
  return {
    ...stored.automation,
    ...serverFields(stored),
  };
}

function isWanted(automation: Automation, query: Record<string, unknown>): boolean {
  const { event } = automation.trigger;
  const blueprint = 'blueprintIdentifier' in event ? event.blueprintIdentifier : '';
  const action = 'actionIdentifier' in event ? event.actionIdentifier : '';
  const facts: Record<string, string> = {
    action_identifier: automation.identifier,
    blueprint_identifier: blueprint,
    // Only self-service actions have one.
    operation: '',
    published: String(isPublished(automation)),
    trigger_type: automation.trigger.type,
    trigger_event: event.type,
    trigger_event_action_identifier: action,
  };
  return Object.entries(facts).every(([name, fact]) => {
    const wanted = listOf(query[name] ?? query[`${name}[]`]);
    return wanted === undefined || wanted.includes(fact);
  });
}
