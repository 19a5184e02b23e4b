import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { Ajv } from 'ajv';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Access } from '../app/access/access.ts';
import type { ApiClients } from '../app/access/clients.ts';
import type { Workflows } from '../app/access/oidc.ts';
import type { Sessions } from '../app/access/sessions.ts';
import type { App } from '../app/app.ts';
import { actionRoutes } from './actions.ts';
import { admitWork, createAdmission } from './admission.ts';
import { agentRoutes } from './agents.ts';
import { auditLogRoutes } from './audit-log.ts';
import { automationListRoutes } from './automation-list.ts';
import { automationRoutes } from './automations.ts';
import { backtestRoutes } from './backtest.ts';
import { blueprintRoutes } from './blueprints.ts';
import { parseJsonBodies } from './body.ts';
import { clientRoutes } from './clients.ts';
import { entityRoutes } from './entities.ts';
import { answerError, answerErrors, outageError } from './errors.ts';
import { eventRoutes } from './events.ts';
import { explainRoutes } from './explain.ts';
import { createFailedLogins } from './failed-logins.ts';
import { githubViewRoutes } from './github.ts';
import { guardRoutes, limitFailures } from './guard.ts';
import { historyRoutes } from './history.ts';
import { listRoutes } from './lists.ts';
import { liveRoutes } from './live.ts';
import { metricsRoutes } from './metrics.ts';
import { addExamples, describeRoute } from './openapi.ts';
import { organizationRoutes } from './organization.ts';
import { type Page, pageRoutes } from './page.ts';
import { permissionRoutes } from './permissions.ts';
import { runRoutes } from './runs.ts';
import { type ServiceFacts, sessionRoutes } from './session.ts';
import { type MountedWebhook, webhookRoutes } from './webhooks.ts';

/** The largest body (Port's API), bytes. */
const bodyLimit = 1024 * 1024;

/** How long a request may take to arrive completely, ms; a slow one occupies a connection and memory. */
const arrivalTimeout = 30_000;

/** How often slow requests are checked for, ms. */
const arrivalCheck = 5_000;

/** How many tokens per minute one address may request: agents ask before every call, guessers far more often. */
const tokensPerMinute = 600;

/** Creates the HTTP service for the use cases. */
export async function createService(options: {
  app: App;
  access: Access;
  workflows: Workflows;
  sessions: Sessions;
  clients: ApiClients;
  logger: FastifyBaseLogger;
  service: ServiceFacts;
  /** Proxies trusted to report the caller's address. */
  trustProxy: readonly string[];
  /** How long a request may take to arrive, and how often that is checked, ms. */
  arrival?: { timeout: number; check: number };
  /** The files of the page; without them it answers 404. */
  page?: Page;
  /** The webhooks of every provider. */
  webhooks: readonly MountedWebhook[];
}): Promise<FastifyInstance> {
  const {
    app,
    access,
    workflows,
    sessions,
    service,
    arrival = { timeout: arrivalTimeout, check: arrivalCheck },
  } = options;
  const server = Fastify({
    loggerInstance: options.logger,
    bodyLimit,
    trustProxy: options.trustProxy.length === 0 ? false : [...options.trustProxy],
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 3_000 },
    frameworkErrors: answerError,
    forceCloseConnections: 'idle',
    requestTimeout: arrival.timeout,
    http: { connectionsCheckingInterval: arrival.check, headersTimeout: arrival.timeout },
  }) as FastifyInstance;

  // Query parameters are converted to the schema's types; bodies are not.
  const query = new Ajv({ coerceTypes: 'array', useDefaults: true, allErrors: true, allowUnionTypes: true });
  const body = new Ajv({ allErrors: true, allowUnionTypes: true });
  server.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? body : query).compile(schema as object));

  parseJsonBodies(server);
  answerErrors(server, app.isOutage);
  admitWork(
    server,
    createAdmission(() => performance.now()),
  );
  const failed = createFailedLogins(() => app.now());
  guardRoutes(server, access, workflows, sessions, failed);
  await server.register(helmet);
  // Terraform's client reads `x-ratelimit-reset` as seconds to wait, whatever it means.
  const hidden = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false };
  await server.register(rateLimit, { global: false, addHeaders: hidden, addHeadersOnExceeding: hidden });
  await server.register(swagger, {
    openapi: {
      info: {
        title: 'Catalog Automations',
        description: "Port's API where Port has one; ours beside it.",
        version: service.version,
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

  server.addHook('onResponse', async (request, reply) => {
    app.metrics.answered(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime);
    // Without the query, which may contain something that must not be logged.
    const [path] = request.url.split('?');
    const fields = { method: request.method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    request.log.debug(fields, 'answered a request');
  });

  await server.register(async (open) => {
    open.get(
      '/healthz',
      { schema: { tags: ['Operations'], summary: 'Liveness: the process is running' } },
      async () => ({
        ok: true,
      }),
    );
    open.get(
      '/readyz',
      { schema: { tags: ['Operations'], summary: 'Readiness: the database can store' } },
      async (request, reply) => {
        try {
          const { failing } = await app.ready();
          return { ok: true, ...(failing.length > 0 && { failing }) };
        } catch (error) {
          request.log.error({ err: error }, 'the database does not answer');
          return answerError(outageError(error), request, reply);
        }
      },
    );
    open.post(
      '/v1/auth/access_token',
      {
        config: { rateLimit: { max: tokensPerMinute, timeWindow: '1 minute' } },
        schema: {
          tags: ['Access'],
          summary: 'Exchanges client id and secret for an access token',
          body: {
            type: 'object',
            required: ['clientId', 'clientSecret'],
            additionalProperties: false,
            properties: { clientId: { type: 'string' }, clientSecret: { type: 'string' } },
          },
        },
      },
      async (request, reply) => {
        const { clientId, clientSecret } = request.body as { clientId: string; clientSecret: string };
        const issued = await limitFailures(failed, request, reply, () => access.issue(clientId, clientSecret));
        return { ok: true, accessToken: issued.token, expiresIn: issued.expiresIn, tokenType: 'Bearer' };
      },
    );
  });

  pageRoutes(server, options.page);
  await webhookRoutes(server, options.webhooks);

  await server.register(async (guarded) => {
    const routes = { app, server: guarded };
    eventRoutes(routes);
    runRoutes(routes);
    agentRoutes(routes);
    organizationRoutes(routes);
    actionRoutes(routes);
    automationRoutes(routes);
    automationListRoutes(routes);
    historyRoutes(routes);
    backtestRoutes(routes);
    explainRoutes(routes);
    entityRoutes(routes);
    blueprintRoutes(routes);
    permissionRoutes(routes);
    auditLogRoutes(routes);
    githubViewRoutes(routes);
    listRoutes(routes);
    liveRoutes(routes);
    metricsRoutes(routes);
    sessionRoutes(routes, sessions, service);
    clientRoutes(routes, options.clients);
  });

  return server;
}
