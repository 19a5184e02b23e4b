import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { Ajv, type ValidateFunction } from 'ajv';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { Access } from '../app/access/access.ts';
import type { ApiClients } from '../app/access/api-clients.ts';
import type { Workflows } from '../app/access/oidc.ts';
import type { People } from '../app/access/people.ts';
import type { App } from '../app/app.ts';
import { accessTokenRoutes } from './access-token-routes.ts';
import { actionRoutes } from './action-routes.ts';
import { agentRoutes } from './agent-routes.ts';
import { auditLogRoutes } from './audit-log-routes.ts';
import { automationListRoutes } from './automation-list-routes.ts';
import { automationRoutes } from './automation-routes.ts';
import { backtestRoutes } from './backtest-routes.ts';
import { backupRoutes } from './backup-routes.ts';
import { blueprintRoutes } from './blueprint-routes.ts';
import { catalogListRoutes } from './catalog-list-routes.ts';
import { answerClientError } from './client-errors.ts';
import { clientRoutes } from './client-routes.ts';
import { entityRoutes } from './entity-routes.ts';
import { answerError, answerErrors } from './errors.ts';
import { eventRoutes } from './event-routes.ts';
import { exampleRoutes } from './example-routes.ts';
import { explainRoutes } from './explain-routes.ts';
import { createFailedLogins } from './failed-logins.ts';
import { githubViewRoutes } from './github-view-routes.ts';
import { guardRoutes } from './guard.ts';
import { healthReportRoutes } from './health-report-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { historyRoutes } from './history-routes.ts';
import { parseJsonBodies } from './json-body.ts';
import { listRoutes } from './list-routes.ts';
import { liveRoutes } from './live-routes.ts';
import { metricsRoutes } from './metrics-routes.ts';
import { addExamples, describeRoute } from './openapi.ts';
import { operateRoutes } from './operate-routes.ts';
import { organizationRoutes } from './organization-routes.ts';
import { type BuiltPage, pageRoutes } from './page-routes.ts';
import { pauseRoutes } from './pause-routes.ts';
import { permissionRoutes } from './permission-routes.ts';
import { previewRoutes } from './preview-routes.ts';
import { proposeChangeRoutes } from './propose-change-routes.ts';
import { reloadRoutes } from './reload-routes.ts';
import { replayRoutes } from './replay-routes.ts';
import { admitWork, createAdmission } from './request-admission.ts';
import type { Routes } from './routes.ts';
import { runRoutes } from './run-routes.ts';
import { type AboutService, sessionRoutes } from './session-routes.ts';
import { targetRoutes } from './target-routes.ts';
import { testCaseRoutes } from './test-case-routes.ts';
import { refuseUnknownParameters } from './unknown-parameters.ts';
import { noteRoutes, refuseUnknownRoutes } from './unknown-routes.ts';
import { type MountedWebhook, webhookRoutes } from './webhook-routes.ts';

/** The largest body (Port's API), bytes. */
const bodyLimit = 1024 * 1024;

/** How long a request may take to arrive completely, ms; a slow one occupies a connection and memory. */
const arrivalTimeout = 30_000;

/** How often slow requests are checked for, ms. */
const arrivalCheck = 5_000;

/** The dependencies of the HTTP service. */
export type ServiceOptions = {
  app: App;
  access: Access;
  workflows: Workflows;
  people: People;
  clients: ApiClients;
  logger: FastifyBaseLogger;
  service: AboutService;
  /** Proxies trusted to report the caller's address. */
  trustProxy: readonly string[];
  /** How long a request may take to arrive, and how often that is checked, ms. */
  arrival?: { timeout: number; check: number };
  /** The files of the page; without them it answers 404. */
  page?: BuiltPage;
  /** The webhooks of every provider. */
  webhooks: readonly MountedWebhook[];
};

/** Creates the HTTP service for the use cases. */
export async function createService(options: ServiceOptions): Promise<FastifyInstance> {
  const { app, access } = options;
  const server = openServer(options);
  const routes = noteRoutes(server);
  parseJsonBodies(server);
  answerErrors(server, app.isOutage);
  admitWork(
    server,
    createAdmission(() => performance.now()),
  );
  const failed = createFailedLogins(() => app.now());
  guardRoutes(server, access, options.workflows, options.people, failed);
  refuseUnknownParameters(server);
  await registerPlugins(server, options.service.version);
  // After the plugins, so that these answers have the headers that protect browsers.
  refuseUnknownRoutes(server, routes);
  observeAnswers(server, app);

  await server.register(async (open) => {
    healthRoutes({ app, server: open });
    accessTokenRoutes(open, access, failed);
  });
  pageRoutes(server, options.page);
  await webhookRoutes(server, options.webhooks);
  await server.register(async (guarded) => apiRoutes({ app, server: guarded }, options));
  return server;
}

/** Opens a server without routes: its limits, and how it validates requests. */
function openServer({
  logger,
  trustProxy,
  arrival = { timeout: arrivalTimeout, check: arrivalCheck },
}: ServiceOptions): FastifyInstance {
  const server = Fastify({
    loggerInstance: logger,
    bodyLimit,
    trustProxy: trustProxy.length === 0 ? false : [...trustProxy],
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 3_000 },
    frameworkErrors: answerError,
    clientErrorHandler: answerClientError,
    forceCloseConnections: 'idle',
    requestTimeout: arrival.timeout,
    http: { connectionsCheckingInterval: arrival.check, headersTimeout: arrival.timeout },
  }) as FastifyInstance;
  // Query parameters are converted to the schema's types; bodies are not.
  // Verbose findings name the fields that are known, for corrections.
  const common = { allErrors: true, allowUnionTypes: true, verbose: true };
  const query = new Ajv({ ...common, coerceTypes: 'array', useDefaults: true });
  const body = new Ajv(common);
  server.setValidatorCompiler(({ schema, httpPart }) =>
    compileLater(httpPart === 'body' ? body : query, schema as object),
  );
  return server;
}

/** Validates by a schema that is compiled for the first request: compiling those of all routes takes 0.1 s of a start. */
function compileLater(ajv: Ajv, schema: object): ValidateFunction {
  let compiled: ValidateFunction | undefined;
  const validate = (data: unknown): boolean => {
    compiled ??= ajv.compile(schema);
    const isValid = compiled(data);
    validate.errors = compiled.errors;
    return isValid;
  };
  validate.errors = undefined as ValidateFunction['errors'];
  return validate as ValidateFunction;
}

/** Headers that protect browsers, limits of rates, and the description of the API. */
async function registerPlugins(server: FastifyInstance, version: string): Promise<void> {
  await server.register(helmet);
  // Terraform's client reads `x-ratelimit-reset` as seconds to wait, whatever it means.
  const hidden = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false };
  await server.register(rateLimit, { global: false, addHeaders: hidden, addHeadersOnExceeding: hidden });
  await server.register(swagger, {
    openapi: {
      info: {
        title: 'Catalog Automations',
        description: "Port's API where Port has one, and additional routes.",
        version,
      },
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, basic: { type: 'http', scheme: 'basic' } },
      },
      security: [{ bearer: [] }, { basic: [] }],
    },
    transform: describeRoute,
    transformObject: addExamples,
  });
  await server.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}

/** Counts and logs every answer. */
function observeAnswers(server: FastifyInstance, app: App): void {
  server.addHook('onResponse', async (request, reply) => {
    app.metrics.answered(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime);
    // Without the query, which may contain something that must not be logged.
    const [path] = request.url.split('?');
    const fields = { method: request.method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    if (isWrite(request)) request.log.info({ ...fields, by: request.principal?.name ?? null }, 'an API write');
    else request.log.debug(fields, 'answered a request');
  });
}

/** True for a change through the API; events have lines of their own, and some questions are asked with POST. */
function isWrite({ method, routeOptions }: FastifyRequest): boolean {
  const { access } = routeOptions.config;
  if (method === 'GET' || method === 'HEAD' || access === undefined || access.open || access.signature) return false;
  return access.role !== 'read';
}

/** Every route that needs credentials. */
function apiRoutes(routes: Routes, { people, service, clients }: ServiceOptions): void {
  eventRoutes(routes);
  runRoutes(routes);
  operateRoutes(routes);
  pauseRoutes(routes);
  targetRoutes(routes);
  replayRoutes(routes);
  agentRoutes(routes);
  organizationRoutes(routes);
  actionRoutes(routes);
  automationRoutes(routes);
  automationListRoutes(routes);
  historyRoutes(routes);
  proposeChangeRoutes(routes);
  testCaseRoutes(routes);
  backtestRoutes(routes);
  explainRoutes(routes);
  previewRoutes(routes);
  entityRoutes(routes);
  blueprintRoutes(routes);
  permissionRoutes(routes);
  auditLogRoutes(routes);
  githubViewRoutes(routes);
  listRoutes(routes);
  catalogListRoutes(routes);
  healthReportRoutes(routes, service.version);
  reloadRoutes(routes);
  exampleRoutes(routes);
  liveRoutes(routes);
  metricsRoutes(routes);
  backupRoutes(routes);
  sessionRoutes(routes, people, service);
  clientRoutes(routes, clients);
}
