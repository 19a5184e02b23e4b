import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DestinationStream, Logger } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { createAccess } from './app/access/access.ts';
import { createApiClients } from './app/access/api-clients.ts';
import { type Client, clientOf } from './app/access/client-file.ts';
import { createWorkflows } from './app/access/oidc.ts';
import { createPeople } from './app/access/people.ts';
import type { BackupSettings } from './app/backup/backup.ts';
import { type Config, readConfig } from './app/config/config.ts';
import { createLiveSecrets, type LiveSecrets, secretFilesOf } from './app/config/live-secrets.ts';
import { readGivenMapping } from './app/github/mappings.ts';
import { registrationLink } from './app/github/registration.ts';
import { createOwnApi, firstResolved } from './app/invoke/own-api.ts';
import { logEnds } from './app/logs/log-ends.ts';
import { createMetrics } from './app/metrics.ts';
import { anything, createNews } from './app/news.ts';
import { followSecrets } from './app/start/follow-secrets.ts';
import { openLog } from './app/start/open-log.ts';
import { requirePort } from './app/start/require-port.ts';
import { startApp } from './app/start/start.ts';
import { startFolder } from './app/start/start-folder.ts';
import { requireFolder } from './app/sync/read-folder.ts';
import { openTracing } from './app/tracing/open-tracing.ts';
import type { Services } from './backends/backend.ts';
import { createHttp } from './backends/http/http.ts';
import { fetchThroughProxies } from './backends/http/proxy.ts';
import { createPrivacyCheck } from './backends/http/reach.ts';
import { backends } from './backends/index.ts';
import { createPort } from './backends/port/port.ts';
import { connectProviders } from './backends/providers.ts';
import { messageOf } from './core/error.ts';
import { createJq, type JqSetup } from './jq/jq.ts';
import { claimDataFolder, makeDataFolder, requireNotMoved } from './store/data-folder.ts';
import { type Database, type DatabaseOptions, type EmbeddedEngine, openDatabase } from './store/database.ts';
import { spaceMeter } from './store/free-space.ts';
import { openQueue, type Queue, queueOf } from './store/queue.ts';
import { openReplicaChannel } from './store/replica-channel.ts';
import { createStore } from './store/store.ts';
import { type BuiltPage, readPage } from './web/page-routes.ts';
import { createService } from './web/service.ts';

/** The inputs of the wiring. */
type Infrastructure = { db: Database; queue: Queue; log: Logger; jq: ReturnType<typeof createJq> };

/** Further inputs of the wiring: access, backups, the clock and the page. */
type Wiring = { client: Client; secrets: LiveSecrets; backup: BackupSettings; now: () => number; page: BuiltPage };

/** The parts that the process passes to the service. */
export type Surroundings = {
  environment: Readonly<Record<string, string | undefined>>;
  /** The options for jq. */
  jq: JqSetup;
  /** Opens an embedded database; by default in this thread. */
  engine?: EmbeddedEngine;
  /** The current time, ms since the epoch; the system's by default. */
  now?: () => number;
  /** The folder of the built page. */
  page: URL;
  /** Where log lines go; defaults to standard output. */
  logTo?: DestinationStream;
  /** Called when the service cannot continue, with the reason as a sentence; its lock has been released. */
  onBroken(sentence: string): void;
};

/** A running service. */
export type RunningService = {
  address: string;
  log: Pick<Logger, 'info' | 'warn'>;
  /** The file with the client's credentials, and whether this start created it; null when the environment has them. */
  client: { file: string; isNew: boolean } | null;
  /** Creates a link that signs in one person on the page; null for a service that is not embedded. */
  signInLink: string | null;
  /** Finishes the work in progress and releases everything. */
  stop(): Promise<void>;
  /** Reloads the folder of definitions, all or nothing, and logs the result. */
  reload(): Promise<void>;
  /** Releases only the lock of the data folder. */
  unlock(): Promise<void>;
};

/** Starts the service with the configuration from the environment. */
export async function serve({ environment, page, logTo, onBroken, ...given }: Surroundings): Promise<RunningService> {
  const files = secretFilesOf(environment);
  const config = readConfig({ ...environment, ...files.values });
  const embedded = 'directory' in config.database ? config.database.directory : null;
  if (config.automationsDirGiven) requireFolder(config.automationsDir);
  if (embedded !== null) await makeDataFolder(embedded).then(() => requireNotMoved(embedded));
  const unlock = embedded === null ? async () => {} : await claimDataFolder(embedded);
  await requirePort(config.host, config.port).catch((error: unknown) => unlock().then(() => Promise.reject(error)));
  const client = config.client ?? (await clientOf(embedded ?? '.'));
  const log = await openLog(config.logLevel, config.logFormat, logTo);
  const secrets = createLiveSecrets(environment, config, client.secret, log);
  const begun = performance.now();
  const database = embedded === null ? config.database : { directory: embedded, engine: given.engine };
  const { db, queue } = await openStorage(database, log, (sentence) => void unlock().finally(() => onBroken(sentence)));
  const jq = createJq(given.jq);
  const service = await startService(config, environment, {
    db,
    queue,
    log,
    jq,
    client,
    secrets,
    backup: { program: packageJson.version, folder: embedded, engine: given.engine },
    now: given.now ?? Date.now,
    page: await readPage(page),
  });
  const { address, automations } = service;
  // For local programs that do not know the service's address, such as `npm run demo`.
  if (embedded !== null) await writeFile(join(embedded, 'address'), `${address}\n`);
  log.info({ address, automations, milliseconds: since(begun) }, 'ready');
  return {
    address,
    log,
    client: 'fresh' in client ? { file: join(embedded ?? '.', 'client.json'), isNew: client.fresh === true } : null,
    signInLink: embedded === null ? null : service.signInLink(),
    unlock,
    reload: service.reload,
    async stop() {
      await service.stop();
      await queue.stop();
      await Promise.all([db.destroy(), jq.close(), service.close()]);
      await unlock();
    },
  };
}

/** Opens the database and the queue in it. */
async function openStorage(database: DatabaseOptions, log: Logger, onBroken: (sentence: string) => void) {
  const schema = 'url' in database ? database.schema : 'public';
  const begun = performance.now();
  const where = 'url' in database ? { schema } : { directory: database.directory };
  log.info({ version: packageJson.version, node: process.version, ...where }, 'starting: opening the database');
  const migrated: string[] = [];
  const db = await openDatabase(database, {
    onError: (error) => log.warn({ error: messageOf(error) }, 'a connection to the database broke'),
    onMigrated: (names) => void migrated.push(...names),
    onBroken,
  });
  const queue = await openQueue(db, {
    schema: queueOf(schema),
    onError: (error) => log.error({ error: messageOf(error) }, 'the queue reports an error'),
  });
  log.info({ milliseconds: since(begun), migrations: migrated }, 'the database is open');
  return { db, queue };
}

/** Wires the service, loads the folder of automations and listens. */
async function startService(
  config: Config,
  environment: Surroundings['environment'],
  { client, secrets, backup, now, page, ...base }: Infrastructure & Wiring,
) {
  const clock = { now, chance: Math.random };
  const { orgId, serverUrl } = config;
  // An embedded database has no other process on it.
  const alone = backup.folder !== null;
  const world = await createWorld(config, base, clock, secrets);
  const keys = await followSecrets(world, secrets);
  const clients = createApiClients(world.store, clock.now);
  const access = createAccess({ clientId: client.id, secrets, clients, key: keys.key, orgId, now: clock.now });
  const api = createOwnApi(access, serverUrl);
  const { outside, connections, http } = await connectOutside(config, environment, clock.now, api.resolve, {
    signing: secrets.signing,
    agentSecret: secrets.agent,
  });
  const definitions = await startFolder(world, config.automationsDir, alone);
  const gitHub = { ...config.gitHub, mapping: await readGivenMapping(config.gitHub.mapping) };
  const app = await startApp(world, outside, { ...connections, alone, gitHub, backup, folder: definitions.folder });
  let ownUrl = serverUrl ?? '';
  const people = createPeople({
    store: world.store,
    key: keys.key,
    serverUrl,
    github: outside.github,
    access: config.access,
    address: () => ownUrl,
    now: clock.now,
  });
  const server = await createService({
    app,
    access,
    page,
    workflows: createWorkflows({ ...config.oidc, audience: () => ownUrl, now: clock.now }),
    people,
    clients,
    logger: base.log,
    service: { version: packageJson.version, embedded: alone, githubApp: outside.github !== null },
    trustProxy: config.trustProxy,
    webhooks: connections.receivers.map(({ webhook, receive }) => ({
      webhook,
      receive: receive === null ? null : receive((delivery) => app.takeDelivery(delivery)),
    })),
  });
  const replicas = connectReplicas(config, world);
  const address = await server.listen({ host: config.host, port: config.port });
  api.listenAt(address);
  ownUrl ||= address;
  app.reachable();
  if (outside.github === null && serverUrl !== null) {
    base.log.info({ link: registrationLink(serverUrl, null) }, 'no GitHub App is configured; this link registers one');
  }
  return {
    address,
    automations: (await world.store.automations.list()).length,
    signInLink: () => people.sessions.link(),
    reload: definitions.reload,
    async stop() {
      await definitions.stop();
      keys.stop();
      await server.close();
      await app.stop();
    },
    close: () => Promise.all([world.tracing.stop(), http.close(), connections.close(), replicas.close()]),
  };
}

/** Connects the replicas on one database so that they notify each other of changes; an embedded database has none. */
function connectReplicas({ database }: Config, { news, settings, log }: Awaited<ReturnType<typeof createWorld>>) {
  const channel =
    'url' in database
      ? openReplicaChannel({
          ...database,
          replica: settings.replica,
          onMessage: news.hear,
          onGap: () => news.hear(anything),
          onError: (error) => log.warn({ error: messageOf(error) }, 'messages from other replicas are interrupted'),
        })
      : null;
  if (channel !== null) news.connect(channel.send);
  return {
    async close() {
      news.stop();
      await channel?.close();
    },
  };
}

async function createWorld(
  config: Config,
  { db, queue, log, jq }: Infrastructure,
  clock: { now: () => number; chance: () => number },
  secrets: LiveSecrets,
) {
  const { orgId, maxChainDepth, alertFailures, retentionDays, connections, sampleReceiver, variables } = config;
  const replica = randomUUID();
  const tracing = await openTracing(config.tracing, { version: packageJson.version, replica }, log);
  const settings = {
    ...{ orgId, maxChainDepth, alertFailures, retentionDays, connections, sampleReceiver, variables },
    freeSpace: spaceMeter(config.database),
    replica,
    get secrets() {
      return secrets.named();
    },
    get hidden() {
      return secrets.hidden();
    },
    ...(config.invocationTimeout !== null && { invocationTimeout: config.invocationTimeout }),
    concurrency: 200,
    port: config.portApi !== null,
  };
  const news = createNews();
  const store = createStore(db, queue, clock.now, news.changed);
  return { store, queue, jq, backends, clock, log, metrics: logEnds(createMetrics(), log), tracing, news, settings };
}

/** Connects the services that backends call: the network, the providers and, if configured, a real Port. */
async function connectOutside(
  config: Config,
  environment: Surroundings['environment'],
  now: () => number,
  ownApi: Services['api'],
  secrets: Pick<Services, 'signing' | 'agentSecret'>,
) {
  const { allowedHosts, proxies, orgId } = config;
  const http = createHttp({ allowedHosts, proxies });
  // GitHub and OIDC issuers are called with fetch.
  await fetchThroughProxies(environment);
  const connections = await connectProviders(config.access, { now });
  const port = config.portApi === null ? null : createPort(config.portApi, http, now);
  const outside = {
    ...connections.services,
    ...secrets,
    agentStream: connections.agentStream,
    http,
    isPrivate: createPrivacyCheck({ allowedHosts, proxies }),
    api: port === null ? ownApi : firstResolved(port.api, ownApi),
    catalog: port?.catalog ?? null,
    now,
    orgId,
  };
  return { outside, connections, http };
}

function since(begun: number): number {
  return Math.round(performance.now() - begun);
}
