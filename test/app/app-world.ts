import { randomUUID } from 'node:crypto';
import { createMetrics } from '../../src/app/metrics.ts';
import { createNews } from '../../src/app/news.ts';
import { startApp } from '../../src/app/start/start.ts';
import { noTracing } from '../../src/app/tracing/tracing.ts';
import type { World } from '../../src/app/world.ts';
import type { Backend, GitHub } from '../../src/backends/backend.ts';
import { createHttp } from '../../src/backends/http/http.ts';
import { backends } from '../../src/backends/index.ts';
import { createJq } from '../../src/jq/jq.ts';
import { openQueue } from '../../src/store/queue.ts';
import { createStore } from '../../src/store/store.ts';
import { otherSystems } from '../backends/other-systems.ts';
import { expectedErrors } from '../expected-errors.ts';
import { sharedPool, workerUrl } from '../jq/patient-pool.ts';
import { openFreshPostgres } from '../store/template.ts';

/** The options of a test. */
export type AppOptions = {
  allowed?: string[];
  github?: GitHub | null;
  /** Whether the installation of the App starts an import; it does by default. */
  firstImport?: boolean;
  /** By how many ms the clock is behind. */
  lag?: number;
  secrets?: Record<string, string>;
  /** Backends beside the real ones. */
  others?: Backend[];
};

/**
 * The services of the use cases on a Postgres database of their own; errors in the log fail the test when it is disposed
 * of. The test can advance the clock.
 */
export async function openWorld({ lag = 0, secrets = {}, others = [] }: AppOptions = {}) {
  const time = { lag };
  const clock = { now: () => Date.now() - time.lag, chance: () => 0 };
  const errors: { message: string; fields: object }[] = [];
  const warnings: { message: string; fields: object }[] = [];
  const { expectError, expectCause, isExpected } = expectedErrors();
  const log: World['log'] = {
    debug() {},
    info() {},
    warn: (fields, message) => void warnings.push({ message, fields }),
    error: (fields, message) => void errors.push({ message, fields }),
  };
  const { db, close } = await openFreshPostgres();
  const queue = await openQueue(db, { schema: 'pgboss', onError: (error) => log.error({ error }, 'queue') });
  const jq = createJq({ workerUrl, pool: sharedPool() });
  const settings = {
    orgId: 'org',
    replica: 'one',
    secrets,
    maxChainDepth: 10,
    alertFailures: 3,
    retentionDays: { runs: 30, events: 30, deliveries: 30, audit: 30 },
    concurrency: 200,
  };
  const store = createStore(db, queue, clock.now);
  const world: World = {
    store,
    queue,
    jq,
    backends: [...backends, ...others],
    clock,
    log,
    metrics: createMetrics(),
    tracing: noTracing,
    news: createNews(),
    settings,
  };
  return {
    world,
    db,
    time,
    errors,
    warnings,
    expectError,
    expectCause,
    async [Symbol.asyncDispose](): Promise<void> {
      await queue.stop();
      await Promise.all([close(), jq.close()]);
      const left = errors.filter(({ message, fields }) => !isExpected(message, fields));
      if (left.length > 0) throw new Error(`The log holds errors: ${JSON.stringify(left)}`);
    },
  };
}

/** The whole app in this process. */
export async function startTestApp(options: AppOptions = {}) {
  const opened = await openWorld(options);
  const http = createHttp({ allowedHosts: options.allowed ?? [] });
  const outside = {
    http,
    isPrivate: async () => false,
    github: options.github ?? null,
    ...otherSystems,
    api: async () => null,
    now: Date.now,
    orgId: 'org',
    signing: () => ({ current: 'a signing secret', old: null }),
  };
  const start = () =>
    startApp(opened.world, outside, {
      ...{ alone: true, redeliver: null },
      backup: { program: '1.0.0', folder: null },
      gitHub: { accounts: null, mapping: null, firstImport: options.firstImport ?? true },
    });
  let app = await start();
  let stopped = false;
  async function stop(): Promise<void> {
    if (!stopped) await app.stop();
    stopped = true;
  }
  return {
    ...opened,
    get app() {
      return app;
    },
    stop,
    /** Stops it and starts another one on the same database. */
    async restart(): Promise<void> {
      await stop();
      // Each process has a name of its own.
      opened.world.settings = { ...opened.world.settings, replica: randomUUID() };
      app = await start();
      stopped = false;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await stop();
      await http.close();
      await opened[Symbol.asyncDispose]();
    },
  };
}

/** The same with a clock days behind the queue's: whatever it puts off, such as the next attempt, is due at once. */
export function startLateApp(options: Omit<AppOptions, 'lag'>) {
  return startTestApp({ ...options, lag: 5 * 24 * 3600 * 1000 });
}
