import type { JsonSchema } from '../core/json.ts';

const text = { type: 'string' };
const entityExample = {
  identifier: 'checkout',
  title: 'Checkout',
  properties: { tier: 'critical', cpuUsage: 95 },
  relations: { team: 'shop' },
};
const entity = {
  type: 'object',
  properties: {
    identifier: { ...text, description: 'Made by the service where a new entity has none.' },
    title: { type: ['string', 'null'] },
    icon: { type: ['string', 'null'] },
    team: { type: ['string', 'array', 'null'], items: text },
    properties: { type: 'object', description: 'Values by property.' },
    relations: { type: 'object', description: 'Identifiers of related entities, one or many, by relation.' },
  },
};
const snapshot = { type: ['object', 'null'], description: 'The entity, or the run, before or after.' };
const event = {
  type: 'object',
  required: ['resourceType', 'action', 'context', 'diff'],
  properties: {
    id: { ...text, description: 'Names the event: the same id again does nothing. Made by the service without one.' },
    resourceType: { enum: ['entity', 'run'] },
    action: { enum: ['CREATE', 'UPDATE', 'DELETE', 'TIMER_EXPIRED'] },
    trigger: { type: 'object', description: 'Who caused it (`by`), how (`origin`) and when (`at`).' },
    context: {
      type: 'object',
      description: '`blueprintIdentifier`, `entityIdentifier` and for timers `propertyIdentifier`; for runs `action`.',
    },
    diff: { type: 'object', properties: { before: snapshot, after: snapshot } },
  },
};
const eventExample = {
  id: 'event-1',
  resourceType: 'entity',
  action: 'UPDATE',
  context: { blueprintIdentifier: 'service', entityIdentifier: 'checkout' },
  diff: { before: { ...entityExample, properties: { tier: 'standard' } }, after: entityExample },
};
const automationExample = {
  identifier: 'tell_the_team',
  trigger: {
    type: 'automation',
    event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' },
    condition: { type: 'JQ', expressions: ['.diff.after.properties.tier == "critical"'], combinator: 'and' },
  },
  invocationMethod: {
    type: 'WEBHOOK',
    url: 'https://example.com/hook',
    synchronized: true,
    body: { text: '{{ .event.diff.after.title }} is critical now' },
  },
  publish: true,
};
const automation = {
  type: 'object',
  required: ['identifier', 'trigger', 'invocationMethod'],
  properties: {
    identifier: text,
    title: text,
    icon: text,
    description: text,
    trigger: { type: 'object', description: 'Which events, and the condition on them: docs/events.md.' },
    invocationMethod: { type: 'object', description: 'What to call: docs/backends.' },
    publish: { type: 'boolean', description: 'Whether it is active; `true` without it.' },
  },
};
const definitionsExample = [{ file: 'automations/a.yml', automation: automationExample }];
const searchExample = { combinator: 'and', rules: [{ property: 'tier', operator: '=', value: 'critical' }] };
const search = {
  type: 'object',
  properties: {
    combinator: { enum: ['and', 'or'] },
    rules: { type: 'array', items: { type: 'object' }, description: 'Rules, or groups of them.' },
  },
};

const described = (description: string, schema: JsonSchema, example: unknown) => ({
  schema: { description, ...schema },
  example,
});

/** Schemas of bodies whose checks go beyond a schema, for the API's documentation page. */
export const documentedBodies: Readonly<Record<string, { schema: JsonSchema; example: unknown }>> = {
  'POST /v1/events': described(
    'One event, or an array of at most 1,000.',
    { oneOf: [event, { type: 'array', items: event, minItems: 1, maxItems: 1_000 }] },
    eventExample,
  ),
  'POST /v1/actions': described("An automation in Port's format.", automation, automationExample),
  'PUT /v1/actions/:id': described("An automation in Port's format.", automation, automationExample),
  'PATCH /v1/actions/:id': described(
    'Whether the automation is active; PUT changes everything else.',
    {
      type: 'object',
      required: ['publish'],
      properties: { publish: { type: 'boolean' } },
      additionalProperties: false,
    },
    { publish: false },
  ),
  'POST /v1/blueprints/:blueprint/entities': described('An entity.', entity, entityExample),
  'PUT /v1/blueprints/:blueprint/entities/:id': described('The whole entity.', entity, entityExample),
  'PATCH /v1/blueprints/:blueprint/entities/:id': described('The parts of the entity that change.', entity, {
    properties: { tier: 'standard' },
  }),
  'POST /v1/blueprints/:blueprint/entities/bulk': described(
    'At most 20 entities.',
    {
      type: 'object',
      required: ['entities'],
      properties: { entities: { type: 'array', items: entity, minItems: 1, maxItems: 20 } },
    },
    { entities: [entityExample] },
  ),
  'POST /v1/entities/search': described('A search; without rules it finds all.', search, searchExample),
  'POST /v1/blueprints/:blueprint/entities/search': described(
    'A search with pages; the query itself is accepted in place of it, and then there are no pages.',
    {
      type: 'object',
      properties: {
        query: search,
        limit: { type: 'integer', minimum: 1, maximum: 1_000 },
        from: { ...text, description: 'What the page before gave as `next`.' },
      },
    },
    { query: searchExample, limit: 200 },
  ),
};

/** Examples for bodies whose routes have their own schema. */
export const bodyExamples: Readonly<Record<string, unknown>> = {
  'POST /v1/auth/access_token': { clientId: 'client_…', clientSecret: '…' },
  'POST /v1/clients': { name: 'dashboard', role: 'read', expiresAt: '2027-01-31T12:00:00Z' },
  'POST /v1/clients/:id/rotate': { keepOld: 3600 },
  'PATCH /v1/actions/runs/:id': { status: 'SUCCESS', summary: 'Deployed', link: 'https://example.com/logs/1' },
  'PATCH /v1/actions/runs/:id/response': { response: { deployed: true } },
  'POST /v1/actions/runs/:id/logs': { message: 'Deployed', terminationStatus: 'SUCCESS' },
  'POST /v1/actions/runs/claim-pending': { installationId: '_PORT_EXEC_AGENT', limit: 10 },
  'PATCH /v1/actions/runs/ack': { runIds: ['r_0123456789abcdef'] },
  'POST /v1/actions/runs/:id/retry': { as: 'same' },
  'POST /v1/actions/runs/retry': { target: 'https://example.com', error: 'HTTP 503', dryRun: true },
  'POST /v1/actions/runs/cancel': { automation: 'tell_the_team', phase: 'parked', dryRun: true },
  'POST /v1/events/:id/replay': { automation: 'tell_the_team', dryRun: true },
  'POST /v1/events/replay': {
    blueprint: 'service',
    from: '2026-11-29T00:00:00Z',
    automation: 'tell_the_team',
    dryRun: true,
  },
  'POST /v1/github/imports': { account: 'acme', repositories: ['acme/platform'], fire: false },
  'POST /v1/actions/:id/pause': { reason: 'It notifies the wrong team', until: '2026-11-30T08:00:00Z' },
  'POST /v1/targets/:id/pause': { reason: 'Maintenance of the receiver' },
  'PATCH /v1/organization': { settings: { portAgentStreamerName: 'POLLING' } },
  'POST /v1/automations/validate': { files: [{ path: 'automations/a.yml', text: 'identifier: a' }] },
  'POST /v1/automations/plan': { path: 'automations', definitions: definitionsExample },
  'POST /v1/automations/sync': { path: 'automations', definitions: definitionsExample },
  'POST /v1/automations/:id/restore': { revision: '0123456789abcdef0123456789abcdef' },
  'POST /v1/automations/:id/change': { publish: false, dryRun: true },
  'POST /v1/automations/:id/test-case': { event: 'event_42', dryRun: true },
  'POST /v1/automations/backtest': { definitions: definitionsExample, since: '2026-11-22T09:00:00Z', events: 10_000 },
  'POST /v1/automations/explain': { event: eventExample, definitions: [automationExample] },
  'POST /v1/automations/preview': { definition: automationExample, event: eventExample },
  'POST /v1/automations/sample': { definition: automationExample },
  'POST /v1/blueprints/:blueprint/bulk/entities/delete': { entities: ['checkout'] },
  'POST /v1/blueprints': {
    identifier: 'service',
    title: 'Service',
    schema: { properties: { tier: { type: 'string', enum: ['standard', 'critical'] } }, required: [] },
    relations: { team: { target: 'team', required: false, many: false } },
  },
  'PUT /v1/blueprints/:id': { identifier: 'service', schema: { properties: {}, required: [] } },
  'PATCH /v1/blueprints/:id': { title: 'Services' },
  'PATCH /v1/actions/:id/permissions': { execute: { users: [], roles: [] } },
};
