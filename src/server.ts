import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DestinationStream, type Logger, pino } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { createAccess } from './app/access/access.ts';
import { clientOf } from './app/access/credentials.ts';
import { createWorkflows } from './app/access/oidc.ts';
import { readConfig } from './app/config/config.ts';
import { readGivenMapping } from './app/github/mappings.ts';
import { registrationLink } from './app/github/registration.ts';
import { createOwnApi, orElse } from './app/invoke/own-api.ts';
import { createMetrics } from './app/metrics.ts';
import { startApp } from './app/start/start.ts';
import { loadFolder, requireFolder } from './app/sync/load-folder.ts';
import { createHttp } from './backends/http/http.ts';
import { fetchThroughProxies } from './backends/http/proxy.ts';
import { backends } from './backends/index.ts';
import { createPort } from './backends/port/port.ts';
import { connectProviders } from './backends/providers.ts';
import { errorView, messageOf } from './core/error.ts';
import { createJq } from './jq/jq.ts';
import { makeDataFolder } from './store/data-folder.ts';
import { openDatabase } from './store/database.ts';
import { lockDirectory } from './store/lock.ts';
import { openQueue } from './store/queue.ts';
import { createStore } from './store/store.ts';
import { createService } from './web/service.ts';

/** What the service is given by the process that it runs in. */
export type Surroundings = {
  environment: Readonly<Record<string, string | undefined>>;
  /** The built jq worker. */
  jqWorker: URL;
  /** Where log lines go; standard output by default. */
  logTo?: DestinationStream;
  /** The service cannot go on, for the reason in this sentence; its lock has been released. */
  onBroken(sentence: string): void;
};

/** A running service. */
export type RunningService = {
  address: string;
  log: Pick<Logger, 'info' | 'warn'>;
  /** Credentials that were made at this start, and the file that keeps them; null when they existed before. */
  newClient: { id: string; secret: string; file: string } | null;
  /** Finishes the work in progress and releases everything. */
  stop(): Promise<void>;
  /** Releases only the data folder's lock. */
  unlock(): Promise<void>;
};

/** Starts the service that an environment describes. */
export async function serve({ environment, jqWorker, logTo, onBroken }: Surroundings): Promise<RunningService> {
  const config = readConfig(environment);
  const embedded = 'directory' in config.database ? config.database.directory : null;
  if (config.automationsDirGiven) requireFolder(config.automationsDir);
  if (embedded !== null) await makeDataFolder(embedded);
  const unlock = embedded === null ? async () => {} : await lockDirectory(embedded);
  const client = config.client ?? (await clientOf(embedded ?? '.'));
  const fresh = 'fresh' in client && client.fresh;
  const logOptions = {
    level: config.logLevel,
    serializers: { err: errorView, cause: errorView },
    redact: { paths: ['authorization', '*.authorization', '*.clientSecret'], censor: '[redacted]' },
  };
  const log = logTo === undefined ? pino(logOptions) : pino(logOptions, logTo);
  const clock = { now: Date.now, chance: Math.random };

  const schema = 'url' in config.database ? config.database.schema : 'public';
  const begun = performance.now();
  const where = embedded === null ? { schema } : { directory: embedded };
  log.info({ version: packageJson.version, node: process.version, ...where }, 'starting: opening the database');
  const migrated: string[] = [];
  const db = await openDatabase(config.database, {
    onError: (error) => log.warn({ error: messageOf(error) }, 'a connection to the database broke'),
    onMigrated: (names) => void migrated.push(...names),
    onBroken(sentence) {
      void unlock().finally(() => onBroken(sentence));
    },
  });
  const queue = await openQueue(db, {
    schema: schema === 'public' ? 'pgboss' : schema,
    onError: (error) => log.error({ error: messageOf(error) }, 'the queue reports an error'),
  });
  log.info({ milliseconds: since(begun), migrations: migrated }, 'the database is open');
  for (const [name, value] of Object.entries(config.secrets)) {
    if (value.length >= shortSecret) continue;
    const fields = { secret: `SECRET_${name}`, characters: value.length };
    log.warn(fields, 'a secret is so short that it is only redacted where it is a word of its own');
  }
  const jq = createJq({ workerUrl: jqWorker });
  const { allowedHosts, proxies } = config;
  const http = createHttp({ allowedHosts, proxies });
  // GitHub and OIDC issuers are called with fetch.
  await fetchThroughProxies(environment);
  const connections = await connectProviders(config.access, clock);
  const signingSecret = config.eventsSecret ?? client.secret;
  const access = createAccess({
    clientId: client.id,
    clientSecret: client.secret,
    eventsSecret: signingSecret,
    orgId: config.orgId,
    now: clock.now,
  });
  const settings = {
    orgId: config.orgId,
    replica: randomUUID(),
    signingSecret,
    secrets: config.secrets,
    maxChainDepth: config.maxChainDepth,
    retentionDays: config.retentionDays,
    concurrency: 200,
    port: config.portApi !== null,
  };
  const store = createStore(db, queue, clock.now);
  const metrics = createMetrics();
  const world = { store, queue, jq, backends, clock, log, metrics, settings };
  const api = createOwnApi(access, config.serverUrl);
  let ownUrl = config.serverUrl ?? '';
  const workflows = createWorkflows({ ...config.oidc, audience: () => ownUrl, now: clock.now });
  const agentSecret = client.secret;
  const port = config.portApi === null ? null : createPort(config.portApi, http, clock.now);
  const outside = {
    ...connections.services,
    agentStream: connections.agentStream,
    http,
    api: port === null ? api.resolve : orElse(port.api, api.resolve),
    catalog: port?.catalog ?? null,
    now: clock.now,
    orgId: config.orgId,
    signingSecret,
    agentSecret,
  };
  const loading = performance.now();
  const loaded = config.automationsDir === null ? null : await loadFolder(world, config.automationsDir);
  if (loaded !== null) {
    const { loaded: automations, removed } = loaded;
    const fields = { folder: config.automationsDir, automations, removed, milliseconds: since(loading) };
    log.info(fields, 'the folder of automations is loaded');
  }
  const gitHub = { accounts: config.gitHubAccounts, mapping: await readGivenMapping(config.gitHubMapping) };
  const app = await startApp(world, outside, { alone: embedded !== null, redeliver: connections.redeliver, gitHub });
  const webhooks = connections.receivers.map(({ webhook, receive }) => ({
    webhook,
    receive: receive === null ? null : receive((delivery) => app.takeDelivery(delivery)),
  }));
  const server = await createService({
    app,
    access,
    workflows,
    logger: log,
    version: packageJson.version,
    trustProxy: config.trustProxy,
    webhooks,
  });
  const address = await server.listen({ host: config.host, port: config.port });
  api.listenAt(address);
  ownUrl ||= address;
  app.reachable();
  if (connections.services.github === null && config.serverUrl !== null) {
    log.info({ link: registrationLink(config.serverUrl, null) }, 'there is no GitHub App; this link registers one');
  }
  const automations = (await store.automations.list()).length;
  // For who is on this machine and does not know where we listen, as `npm run demo`.
  if (embedded !== null) await writeFile(join(embedded, 'address'), `${address}\n`);
  log.info({ address, automations, milliseconds: since(begun) }, 'ready');
  return {
    address,
    log,
    newClient: fresh ? { ...client, file: join(embedded ?? '.', 'client.json') } : null,
    unlock,
    async stop() {
      await server.close();
      await app.stop();
      await queue.stop();
      await Promise.all([db.destroy(), jq.close(), http.close(), connections.close()]);
      await unlock();
    },
  };
}

/** Shorter secrets are words or small numbers, which appear in answers by chance. */
const shortSecret = 8;

function since(begun: number): number {
  return Math.round(performance.now() - begun);
}
