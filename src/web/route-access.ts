/**
 * The credentials that a route accepts. `client`: the client id and secret, or a token made with them. `run`: the token
 * of a run's own call, for any entity or only for its own run. `workflow`: the OIDC token of a GitHub workflow that may
 * plan or sync. `signature`: a signed delivery. `open`: none; a webhook checks its own signature.
 */
export type RouteAccess = {
  open?: true;
  client?: true;
  run?: 'any' | 'own';
  workflow?: 'plan' | 'sync';
  signature?: true;
};

const open: RouteAccess = { open: true };
const client: RouteAccess = { client: true };
const entities: RouteAccess = { client: true, run: 'any' };
const ownRun: RouteAccess = { client: true, run: 'own' };

/**
 * Every route and who may use it. A run's calls are often built from its event, so its token grants only what an
 * automation needs: entities, search and its own run. The service refuses to start if a route is missing here.
 */
export const routeAccess: Readonly<Record<string, RouteAccess>> = {
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /docs': open,
  'GET /docs/*': open,
  'POST /v1/auth/access_token': open,
  // One for each provider that sends webhooks.
  'POST /api/:provider/webhooks': open,

  'GET /v1/blueprints/:blueprint/entities': entities,
  'POST /v1/blueprints/:blueprint/entities': entities,
  'POST /v1/blueprints/:blueprint/entities/bulk': entities,
  'POST /v1/blueprints/:blueprint/entities/search': entities,
  'GET /v1/blueprints/:blueprint/entities/:id': entities,
  'PUT /v1/blueprints/:blueprint/entities/:id': entities,
  'PATCH /v1/blueprints/:blueprint/entities/:id': entities,
  'DELETE /v1/blueprints/:blueprint/entities/:id': entities,
  'POST /v1/blueprints/:blueprint/bulk/entities/delete': entities,
  'POST /v1/entities/search': entities,

  'GET /v1/actions/runs/:id': ownRun,
  'PATCH /v1/actions/runs/:id': ownRun,
  'PATCH /v1/actions/runs/:id/response': ownRun,
  'GET /v1/actions/runs/:id/logs': ownRun,
  'POST /v1/actions/runs/:id/logs': ownRun,

  'POST /v1/events': { client: true, signature: true },
  'POST /v1/automations/validate': { client: true, workflow: 'plan' },
  'POST /v1/automations/plan': { client: true, workflow: 'plan' },
  'POST /v1/automations/sync': { client: true, workflow: 'sync' },

  'GET /v1/actions': client,
  'POST /v1/actions': client,
  'GET /v1/actions/:id': client,
  'PUT /v1/actions/:id': client,
  'DELETE /v1/actions/:id': client,
  'POST /v1/actions/:id/runs': client,
  'GET /v1/actions/runs': client,
  'POST /v1/actions/runs/claim-pending': client,
  'PATCH /v1/actions/runs/ack': client,
  'POST /v1/workflows/runs/claim-pending': client,
  'PATCH /v1/workflows/runs/ack': client,
  'GET /v1/events': client,
  'GET /v1/events/:id': client,
  'GET /v1/events/:id/explain': client,
  'POST /v1/automations/explain': client,
  'POST /v1/automations/backtest': client,
  'GET /v1/actions/:id/permissions': client,
  'PATCH /v1/actions/:id/permissions': client,
  'GET /v1/auth/permissions': client,
  'GET /v1/audit-log': client,
  'GET /v1/blueprints': client,
  'POST /v1/blueprints': client,
  'GET /v1/blueprints/:id': client,
  'PUT /v1/blueprints/:id': client,
  'PATCH /v1/blueprints/:id': client,
  'DELETE /v1/blueprints/:id': client,
  'GET /v1/organization': client,
  'PATCH /v1/organization': client,
  'GET /v1/kafka-credentials': client,
  'GET /v1/github/deliveries': client,
  'GET /v1/github/mappings': client,
  'GET /metrics': client,
};

/** The credentials that a route accepts; undefined when it is missing from the table. */
export function accessOf(method: string, url: string): RouteAccess | undefined {
  // Fastify adds a HEAD for each GET, with the same access. The library names the pages of /docs.
  const page = url.startsWith('/docs/') ? '/docs/*' : url;
  const path = page.replace(/^\/api\/[a-z]+\/webhooks$/, '/api/:provider/webhooks');
  return routeAccess[`${method === 'HEAD' ? 'GET' : method} ${path}`];
}
