import type { Role } from '../core/views/role.ts';

/**
 * The credentials that a route accepts. `client`: a client's id and secret, or a token made with them. `run`: the token
 * of a run's own call, for any entity or only for its own run. `workflow`: the OIDC token of a GitHub workflow that may
 * plan, backtest or sync, or, to plan and sync, a client with the role to sync a source. `signature`: a signed delivery. `open`: none; a webhook
 * checks its own signature. `role`: what the role of a client or a person's session must include; without it, no session
 * opens the route, and only a client that may write, as its answers hold secrets or it belongs to programs alone.
 */
export type RouteAccess = {
  open?: true;
  client?: true;
  run?: 'any' | 'own';
  workflow?: 'plan' | 'backtest' | 'sync';
  signature?: true;
  role?: Role;
  /** True: a person who may push to the repository that owns the automation `:id` needs only the role `read`. */
  owner?: true;
};

const open: RouteAccess = { open: true };
const client: RouteAccess = { client: true };
const read: RouteAccess = { client: true, role: 'read' };
const operate: RouteAccess = { client: true, role: 'operate' };
const write: RouteAccess = { client: true, role: 'write' };
const readEntities: RouteAccess = { ...read, run: 'any' };
const writeEntities: RouteAccess = { ...write, run: 'any' };
const writeOrOwn: RouteAccess = { ...write, owner: true };
const readOwnRun: RouteAccess = { ...read, run: 'own' };
const writeOwnRun: RouteAccess = { ...write, run: 'own' };

/**
 * Every route and who may use it. A run's calls are often built from its event, so its token grants only what an
 * automation needs: entities, search and its own run. The service refuses to start if a route is missing here.
 */
export const routeAccess: Readonly<Record<string, RouteAccess>> = {
  'GET /healthz': open,
  'GET /readyz': open,
  // The page's files hold nothing of the catalog: what it shows, it reads from the API.
  'GET /': open,
  'GET /assets/:file': open,
  'GET /automations': open,
  'GET /automations/*': open,
  'GET /runs': open,
  'GET /runs/*': open,
  'GET /events': open,
  'GET /events/*': open,
  'GET /catalog': open,
  'GET /catalog/*': open,
  'GET /map': open,
  'GET /targets': open,
  'GET /clients': open,
  'GET /health': open,
  'GET /audit-log': open,
  'GET /*': open,
  'GET /docs': open,
  'GET /docs/*': open,
  'POST /v1/auth/access_token': open,
  'GET /v1/session': open,
  'GET /sign-in': open,
  'GET /sign-in/callback': open,
  'GET /sign-in/link': open,
  'POST /sign-out': open,
  'POST /v1/session/link': client,
  'GET /v1/clients': write,
  'POST /v1/clients': write,
  'POST /v1/clients/:id/rotate': write,
  'DELETE /v1/clients/:id': write,
  // One for each provider that sends webhooks.
  'POST /api/:provider/webhooks': open,

  'GET /v1/blueprints/:blueprint/entities': readEntities,
  'POST /v1/blueprints/:blueprint/entities': writeEntities,
  'POST /v1/blueprints/:blueprint/entities/bulk': writeEntities,
  'POST /v1/blueprints/:blueprint/entities/search': readEntities,
  'GET /v1/blueprints/:blueprint/entities/:id': readEntities,
  'PUT /v1/blueprints/:blueprint/entities/:id': writeEntities,
  'PATCH /v1/blueprints/:blueprint/entities/:id': writeEntities,
  'DELETE /v1/blueprints/:blueprint/entities/:id': writeEntities,
  'POST /v1/blueprints/:blueprint/bulk/entities/delete': writeEntities,
  'POST /v1/entities/search': readEntities,

  'GET /v1/actions/runs/:id': readOwnRun,
  'PATCH /v1/actions/runs/:id': writeOwnRun,
  'PATCH /v1/actions/runs/:id/response': writeOwnRun,
  'GET /v1/actions/runs/:id/logs': readOwnRun,
  'POST /v1/actions/runs/:id/logs': writeOwnRun,

  'POST /v1/events': { ...operate, signature: true },
  'POST /v1/automations/validate': { ...read, workflow: 'plan' },
  'POST /v1/automations/plan': { ...read, workflow: 'plan' },
  'POST /v1/automations/sync': { ...write, workflow: 'sync' },

  'POST /v1/automations/reload': write,

  'GET /v1/actions': read,
  'POST /v1/actions': write,
  'GET /v1/actions/:id': read,
  'PUT /v1/actions/:id': writeOrOwn,
  'PATCH /v1/actions/:id': writeOrOwn,
  'DELETE /v1/actions/:id': writeOrOwn,
  'POST /v1/actions/:id/runs': write,
  'GET /v1/actions/runs': read,
  'GET /v1/actions/runs/:id/explain': read,
  'POST /v1/actions/runs/retry': operate,
  'POST /v1/actions/runs/cancel': operate,
  'POST /v1/actions/runs/:id/retry': operate,
  'POST /v1/actions/runs/:id/cancel': operate,
  'POST /v1/actions/:id/pause': operate,
  'POST /v1/actions/:id/resume': operate,
  'POST /v1/targets/:id/pause': operate,
  'POST /v1/targets/:id/resume': operate,
  'GET /v1/pauses': read,
  'GET /v1/targets': read,
  'POST /v1/targets/:id/retry': operate,
  'GET /v1/bulk': read,
  'GET /v1/bulk/:id': read,
  'POST /v1/bulk/:id/cancel': operate,
  'POST /v1/actions/runs/claim-pending': client,
  'PATCH /v1/actions/runs/ack': client,
  'POST /v1/workflows/runs/claim-pending': client,
  'PATCH /v1/workflows/runs/ack': client,
  'GET /v1/automations': read,
  'GET /v1/automations/facets': read,
  'GET /v1/automations/map': read,
  'GET /v1/automations/:id': read,
  'GET /v1/automations/:id/revisions': read,
  'POST /v1/automations/:id/restore': writeOrOwn,
  'POST /v1/automations/:id/change': writeOrOwn,
  'GET /v1/automations/:id/test-case': read,
  'POST /v1/automations/:id/test-case': writeOrOwn,
  'GET /v1/live': read,
  'GET /v1/lists/runs': read,
  'GET /v1/lists/events': read,
  'GET /v1/lists/blueprints': read,
  'GET /v1/lists/entities': read,
  'GET /v1/lists/timers': read,
  'GET /v1/examples': read,
  'POST /v1/examples/:id/try': write,
  'GET /v1/backends': read,
  'GET /v1/triggers': read,
  'POST /v1/events/replay': operate,
  'POST /v1/events/:id/replay': operate,
  'GET /v1/events': read,
  'GET /v1/events/:id': read,
  'GET /v1/events/:id/explain': read,
  'POST /v1/automations/explain': read,
  'POST /v1/automations/preview': read,
  'POST /v1/automations/sample': read,
  'POST /v1/automations/backtest': { ...read, workflow: 'backtest' },
  'GET /v1/actions/:id/permissions': read,
  'PATCH /v1/actions/:id/permissions': write,
  'GET /v1/auth/permissions': read,
  'GET /v1/audit-log': read,
  'GET /v1/health/report': read,
  'GET /v1/health/checks': read,
  'GET /v1/blueprints': read,
  'POST /v1/blueprints': write,
  'GET /v1/blueprints/:id': read,
  'PUT /v1/blueprints/:id': write,
  'PATCH /v1/blueprints/:id': write,
  'DELETE /v1/blueprints/:id': write,
  'GET /v1/organization': read,
  'PATCH /v1/organization': write,
  'GET /v1/kafka-credentials': client,
  'GET /v1/github/deliveries': read,
  'GET /v1/github/mappings': read,
  'POST /v1/github/imports': operate,
  'GET /metrics': read,
  'GET /v1/backup': client,
};

/** The credentials that a route accepts; undefined when it is missing from the table. */
export function accessOf(method: string, url: string): RouteAccess | undefined {
  // Fastify adds a HEAD for each GET, with the same access. The library names the pages of /docs.
  const page = url.startsWith('/docs/') ? '/docs/*' : url;
  const path = page.replace(/^\/api\/[a-z]+\/webhooks$/, '/api/:provider/webhooks');
  return routeAccess[`${method === 'HEAD' ? 'GET' : method} ${path}`];
}
