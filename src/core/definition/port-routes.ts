/** Whether the service implements a route as Port does. */
export type Coverage = 'yes' | 'partly' | 'no';

/** One or more of Port's routes, and how far the service implements them. */
export type PortRoute = {
  routes: readonly string[];
  coverage: Coverage;
  /** Whether automations may call it: the token of a run only allows what an automation needs. */
  forRuns?: true;
  note: string;
};

/**
 * Which routes of Port's API exist and which are missing. `docs/port.md` shows this table, and a test compares it with
 * the actual routes. `{x}` stands for any name.
 */
export const portRoutes: readonly PortRoute[] = [
  { routes: ['POST /v1/auth/access_token'], coverage: 'yes', note: 'Every route also accepts Basic authentication.' },
  {
    routes: ['GET /v1/auth/permissions'],
    coverage: 'partly',
    note: 'Returns the scopes of the client; there are no users or roles.',
  },
  {
    routes: ['GET /v1/actions', 'POST /v1/actions'],
    coverage: 'partly',
    note: 'Automations only. Self-service actions are rejected, because people start those in a user interface that this service does not have.',
  },
  {
    routes: ['GET /v1/actions/{id}', 'PUT /v1/actions/{id}', 'DELETE /v1/actions/{id}'],
    coverage: 'yes',
    note: 'Definitions are returned exactly as written, without added defaults. Deleting one cancels its waiting runs, unless the request asks to finish them.',
  },
  {
    routes: ['GET /v1/actions/{id}/permissions', 'PATCH /v1/actions/{id}/permissions'],
    coverage: 'partly',
    note: 'Always empty, because automations are not started by people. Changes that grant something are rejected.',
  },
  {
    routes: ['POST /v1/actions/{id}/runs'],
    coverage: 'no',
    note: 'Returns 422, because only events run automations.',
  },
  { routes: ['GET /v1/actions/runs'], coverage: 'yes', note: '`?version=v1` returns the older format.' },
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
    note: 'Updates are rejected once the run has ended. An automation can only access its own run.',
  },
  {
    routes: ['PATCH /v1/actions/runs/{id}/approval', 'GET /v1/actions/runs/{id}/approvers'],
    coverage: 'no',
    note: 'Automations need no approval, as in Port.',
  },
  {
    routes: ['POST /v1/actions/runs/claim-pending', 'PATCH /v1/actions/runs/ack'],
    coverage: 'yes',
    note: "For Port's agent and Ocean integrations.",
  },
  {
    routes: ['POST /v1/workflows/runs/claim-pending', 'PATCH /v1/workflows/runs/ack'],
    coverage: 'partly',
    note: 'Always empty, so that the agent keeps polling. Workflows are not supported.',
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
    note: 'Entities are checked against their blueprint if it is declared, and otherwise accepted as they are. Mirror, calculation and aggregation properties are kept but not computed. A blueprint with entities cannot be deleted.',
  },
  {
    routes: ['GET /v1/blueprints/{id}/permissions', 'PATCH /v1/blueprints/{id}/permissions'],
    coverage: 'no',
    note: 'There are no users or roles.',
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
    note: 'Every change is an event. `create_missing_related_entities` and `delete_dependents` are accepted but have no effect: a relation may refer to an entity that does not exist.',
  },
  {
    routes: ['POST /v1/entities/search', 'POST /v1/blueprints/{blueprint}/entities/search'],
    coverage: 'partly',
    forRuns: true,
    note: "All of Port's operators. A value with a `context` (the user who searches) is rejected.",
  },
  {
    routes: ['GET /v1/entities/{blueprint}/{id}/relations'],
    coverage: 'no',
    note: 'Search with `relatedTo` or `matchAny` instead.',
  },
  {
    routes: ['GET /v1/audit-log'],
    coverage: 'partly',
    note: "Changes to entities, runs and automations (`action`). Port does not document the response format; here, entries are under `audits`, with the fields of Port's changelog events.",
  },
  {
    routes: ['GET /v1/organization', 'PATCH /v1/organization'],
    coverage: 'partly',
    note: "Only `portAgentStreamerName`, which Port's agent sets when it starts.",
  },
  {
    routes: ['GET /v1/kafka-credentials'],
    coverage: 'yes',
    note: 'If Kafka is configured.',
  },
  {
    routes: ['POST /v1/organization/secrets', 'PATCH /v1/organization/secrets/{name}'],
    coverage: 'no',
    note: 'Secrets are environment variables (`SECRET_<NAME>`) and cannot be written over HTTP.',
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
