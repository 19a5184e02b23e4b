/** How far the service answers a route as Port does. */
export type Coverage = 'yes' | 'partly' | 'no';

/** One of Port's routes, and what the service does for it. */
export type PortRoute = {
  routes: readonly string[];
  coverage: Coverage;
  /** Whether an automation may call it: the token of a run opens only what an automation needs. */
  forRuns?: true;
  note: string;
};

/**
 * What of Port's API there is and what is missing; `docs/port.md` shows it, and a test compares it with the routes that
 * exist. `{x}` stands for any name.
 */
export const portRoutes: readonly PortRoute[] = [
  { routes: ['POST /v1/auth/access_token'], coverage: 'yes', note: 'Basic authentication works everywhere too.' },
  {
    routes: ['GET /v1/auth/permissions'],
    coverage: 'partly',
    note: 'The scopes of the client; there are no users and roles.',
  },
  {
    routes: ['GET /v1/actions', 'POST /v1/actions'],
    coverage: 'partly',
    note: 'Automations. Self-service actions are refused: people run those, on a page that this service does not have.',
  },
  {
    routes: ['GET /v1/actions/{id}', 'PUT /v1/actions/{id}', 'DELETE /v1/actions/{id}'],
    coverage: 'yes',
    note: 'Read back exactly as written, without added defaults.',
  },
  {
    routes: ['GET /v1/actions/{id}/permissions', 'PATCH /v1/actions/{id}/permissions'],
    coverage: 'partly',
    note: 'Always empty: nobody runs an automation by hand. A change that grants something is refused.',
  },
  {
    routes: ['POST /v1/actions/{id}/runs'],
    coverage: 'no',
    note: 'Answered with 422 and the reason: events run automations.',
  },
  { routes: ['GET /v1/actions/runs'], coverage: 'yes', note: '`?version=v1` gives the older form.' },
  {
    routes: [
      'GET /v1/actions/runs/{id}',
      'PATCH /v1/actions/runs/{id}',
      'PATCH /v1/actions/runs/{id}/response',
      'GET /v1/actions/runs/{id}/logs',
      'POST /v1/actions/runs/{id}/logs',
    ],
    coverage: 'yes',
    forRuns: true,
    note: 'Reports are refused once the run has ended. An automation reaches its own run only.',
  },
  {
    routes: ['PATCH /v1/actions/runs/{id}/approval', 'GET /v1/actions/runs/{id}/approvers'],
    coverage: 'no',
    note: 'Automations have no approval, in Port either.',
  },
  {
    routes: ['POST /v1/actions/runs/claim-pending', 'PATCH /v1/actions/runs/ack'],
    coverage: 'yes',
    note: "For Port's agent and Ocean integrations.",
  },
  {
    routes: ['POST /v1/workflows/runs/claim-pending', 'PATCH /v1/workflows/runs/ack'],
    coverage: 'partly',
    note: 'Always empty, so that the agent keeps polling. There are no Workflows.',
  },
  {
    routes: [
      'GET /v1/blueprints',
      'POST /v1/blueprints',
      'GET /v1/blueprints/{id}',
      'PUT /v1/blueprints/{id}',
      'PATCH /v1/blueprints/{id}',
      'DELETE /v1/blueprints/{id}',
    ],
    coverage: 'partly',
    note: 'Entities of a declared blueprint are checked against it; those of any other name are taken as they come. Mirror, calculation and aggregation properties are kept but not computed. A blueprint with entities is not deleted.',
  },
  {
    routes: ['GET /v1/blueprints/{id}/permissions', 'PATCH /v1/blueprints/{id}/permissions'],
    coverage: 'no',
    note: 'There are no users and roles.',
  },
  {
    routes: [
      'GET /v1/blueprints/{blueprint}/entities',
      'POST /v1/blueprints/{blueprint}/entities',
      'GET /v1/blueprints/{blueprint}/entities/{id}',
      'PUT /v1/blueprints/{blueprint}/entities/{id}',
      'PATCH /v1/blueprints/{blueprint}/entities/{id}',
      'DELETE /v1/blueprints/{blueprint}/entities/{id}',
      'POST /v1/blueprints/{blueprint}/entities/bulk',
      'POST /v1/blueprints/{blueprint}/bulk/entities/delete',
    ],
    coverage: 'partly',
    forRuns: true,
    note: 'Every change is an event. `create_missing_related_entities` and `delete_dependents` are accepted and do nothing: an entity may name one that does not exist.',
  },
  {
    routes: ['POST /v1/entities/search', 'POST /v1/blueprints/{blueprint}/entities/search'],
    coverage: 'partly',
    forRuns: true,
    note: "Every operator of Port's. A value with a `context` (the person who searches) is refused.",
  },
  {
    routes: ['GET /v1/entities/{blueprint}/{id}/relations'],
    coverage: 'no',
    note: 'Search with `relatedTo` or `matchAny` instead.',
  },
  {
    routes: ['GET /v1/audit-log'],
    coverage: 'partly',
    note: 'Changes of entities and runs. Port does not document the shape of the answer: entries come under `audits`, with the fields of its changelog events.',
  },
  {
    routes: ['GET /v1/organization', 'PATCH /v1/organization'],
    coverage: 'partly',
    note: "`portAgentStreamerName` only, which Port's agent sets at its start.",
  },
  {
    routes: ['GET /v1/kafka-credentials'],
    coverage: 'yes',
    note: 'Where Kafka is configured.',
  },
  {
    routes: ['POST /v1/organization/secrets', 'PATCH /v1/organization/secrets/{name}'],
    coverage: 'no',
    note: 'Secrets come from the environment, `SECRET_<NAME>`, and cannot be written over HTTP.',
  },
  {
    routes: ['POST /v1/agent/{id}/invoke', 'POST /v1/ai/invoke'],
    coverage: 'no',
    note: "Port's AI agents. Configure a real Port (`PORT_API_URL`) to call them.",
  },
  {
    routes: [
      'GET /v1/users',
      'GET /v1/teams',
      'GET /v1/scorecards',
      'GET /v1/pages',
      'GET /v1/integrations',
      'GET /v1/webhooks',
    ],
    coverage: 'no',
    note: 'Not part of automations.',
  },
];
