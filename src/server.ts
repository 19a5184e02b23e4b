import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
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
import { startProblem } from './app/start/start-problem.ts';
import { loadFolder, requireFolder } from './app/sync/load-folder.ts';
import { createGitHubClient } from './backends/github/client.ts';
import { createAppProbot } from './backends/github/probot.ts';
import { createGitHubWebhooks } from './backends/github/receive.ts';
import { redeliverMissed } from './backends/github/redelivery.ts';
import { createGitLabWebhooks } from './backends/gitlab/receive.ts';
import { createHttp } from './backends/http/http.ts';
import { fetchThroughProxies } from './backends/http/proxy.ts';
import { backends } from './backends/index.ts';
import { createKafka } from './backends/kafka/client.ts';
import { createPort } from './backends/port/port.ts';
import { errorView, messageOf } from './core/error.ts';
import { createJq } from './jq/jq.ts';
import { makeDataFolder } from './store/data-folder.ts';
import { openDatabase } from './store/database.ts';
import { lockDirectory } from './store/lock.ts';
import { openQueue } from './store/queue.ts';
import { createStore } from './store/store.ts';
import { createService } from './web/service.ts';

/** How long a stop may take before the process ends anyway, ms: an orchestrator would kill it soon after. */
const stopTimeout = 25_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const embedded = 'directory' in config.database ? config.database.directory : null;
  if (config.automationsDirGiven) requireFolder(config.automationsDir);
  if (embedded !== null) await makeDataFolder(embedded);
  const unlock = embedded === null ? async () => {} : await lockDirectory(embedded);
  const client = config.client ?? (await clientOf(embedded ?? '.'));
  const fresh = 'fresh' in client && client.fresh;
  const log = pino({
    level: config.logLevel,
    serializers: { err: errorView, cause: errorView },
    redact: { paths: ['authorization', '*.authorization', '*.clientSecret'], censor: '[redacted]' },
  });
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
      console.error(`${sentence}. The service ends; start it again once that is put right.`);
      void unlock().finally(() => process.exit(1));
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
  const jq = createJq({ workerUrl: new URL('./jq-worker.mjs', import.meta.url) });
  const { allowedHosts, proxies } = config;
  const http = createHttp({ allowedHosts, proxies });
  // GitHub and OIDC issuers are called with fetch.
  await fetchThroughProxies(process.env);
  const kafka = config.kafka === null ? null : createKafka(config.kafka);
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
  const probot = config.github === null ? null : await createAppProbot(config.github);
  const github = probot === null ? null : createGitHubClient(probot, clock.now);
  const metrics = createMetrics();
  const world = { store, queue, jq, backends, clock, log, metrics, settings };
  const api = createOwnApi(access, config.serverUrl);
  let ownUrl = config.serverUrl ?? '';
  const workflows = createWorkflows({ ...config.oidc, audience: () => ownUrl, now: clock.now });
  const { webhookSecret, ...gitlabAccess } = config.gitlab;
  const agentSecret = client.secret;
  const port = config.portApi === null ? null : createPort(config.portApi, http, clock.now);
  const outside = {
    http,
    github,
    gitlab: { ...gitlabAccess, reports: webhookSecret !== null },
    azureDevops: config.azureDevops,
    kafka,
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
  const redeliver = github === null ? null : (since: number) => redeliverMissed(github, since);
  const gitHub = { accounts: config.gitHubAccounts, mapping: await readGivenMapping(config.gitHubMapping) };
  const app = await startApp(world, outside, { alone: embedded !== null, redeliver, gitHub, kafka: config.kafka });
  const webhooks =
    probot === null
      ? null
      : createGitHubWebhooks({
          probot,
          store: (delivery) => app.takeDelivery(delivery),
          forget: (owner) => github?.forget(owner),
        });
  const gitlabWebhooks =
    webhookSecret === null ? null : createGitLabWebhooks(webhookSecret, (delivery) => app.takeDelivery(delivery));
  const server = await createService({
    app,
    access,
    workflows,
    logger: log,
    version: packageJson.version,
    trustProxy: config.trustProxy,
    receiveGitHub: webhooks?.receive ?? null,
    receiveGitLab: gitlabWebhooks?.receive ?? null,
  });
  const address = await server.listen({ host: config.host, port: config.port });
  api.listenAt(address);
  ownUrl ||= address;
  app.reachable();
  if (config.github === null && config.serverUrl !== null) {
    log.info({ link: registrationLink(config.serverUrl, null) }, 'there is no GitHub App; this link registers one');
  }
  const automations = (await store.automations.list()).length;
  // For who is on this machine and does not know where we listen, as `npm run demo`.
  if (embedded !== null) await writeFile(join(embedded, 'address'), `${address}\n`);
  log.info({ address, automations, milliseconds: since(begun) }, 'ready');
  // The log is for machines; whoever just started the service for the first time is a person.
  if (fresh) console.log(welcome(address, client, join(embedded ?? '.', 'client.json'), process.stdout.isTTY === true));

  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    // Whoever asks again does not want to wait; what is cut off is repeated under the same key, as after a crash.
    const cut = async (): Promise<void> => {
      log.warn({}, 'stopped without waiting for calls that are under way: the next start repeats them');
      await unlock();
      process.exit(0);
    };
    if (stopping) return cut();
    stopping = true;
    log.info(
      { signal, seconds: stopTimeout / 1000 },
      'stopping: finishing what is under way; signal again to stop at once',
    );
    setTimeout(() => void cut(), stopTimeout).unref();
    await server.close();
    await app.stop();
    await queue.stop();
    await Promise.all([db.destroy(), jq.close(), http.close(), kafka?.close()]);
    await unlock();
    log.info({}, 'stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}

/** Shorter secrets are words or small numbers, which appear in answers by chance. */
const shortSecret = 8;

function since(begun: number): number {
  return Math.round(performance.now() - begun);
}

/** To a terminal with the client's credentials; anything else may be a log, which secrets are kept from. */
function welcome(address: string, client: { id: string; secret: string }, file: string, isTerminal: boolean): string {
  const user = isTerminal
    ? `'${client.id}:${client.secret}'`
    : `"$(node -p 'const c = require("${resolve(file)}"); c.id + ":" + c.secret')"`;
  return `
Catalog Automations runs on ${address}. Its API takes the client that is kept in ${file}:

  curl -u ${user} ${address}/v1/actions/runs

To see one automation go all the way, in a second terminal: npm run demo
`;
}

main().catch((error: unknown) => {
  // What the operator can mend is a sentence; only a bug of ours shows where it happened.
  console.error(startProblem(error) ?? error);
  process.exit(1);
});
