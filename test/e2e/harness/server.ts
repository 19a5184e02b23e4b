import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedEngine } from '../../../src/store/database.ts';
import { createPostgresPool } from '../../../src/store/postgres.ts';
import { type ExpectedErrors, expectedErrors } from '../../expected-errors.ts';
import { freshDatabase, freshPostgres } from '../../store/template.ts';
import { type Client, createClient } from './client.ts';
import { serveHere } from './in-process.ts';
import { spawnServer } from './process.ts';
import { type LogLine, type Running, readLog } from './running.ts';
import { until } from './until.ts';

/**
 * A server under test: its folder and a client for it. An error in its log that the test does not expect fails it when the
 * server is disposed of.
 */
export type Server = Client &
  Pick<ExpectedErrors, 'expectError' | 'expectCause'> & {
    readonly url: string;
    /** Its folder: data below `data` unless DATA_DIR names another, definitions below `automations`. */
    directory: string;
    /** Everything written so far, also before a restart. */
    output(): string;
    log(): LogLine[];
    /** Stops it as an orchestrator does; resolves to the exit code. */
    stop(): Promise<number | null>;
    /** Starts it again on the same data. */
    start(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
  };

/** A server that is a process of its own, which can be killed. */
export type ProcessServer = Server & {
  /** Sends a signal to the last process, also while it stops. */
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void;
  /** Ends it without warning, as a power failure does. */
  kill(): Promise<void>;
};

type Environment = Readonly<Record<string, string>>;

/** Level of an error in the log. */
const errorLevel = 50;

/**
 * Starts the service inside the test's own process, on a free port. It is the same composition as in a process of its own,
 * without the time that a process takes to load. Unless the environment names a database, what it takes for an embedded one is
 * on Postgres, where a new one takes a fraction of the time. `now` is its clock.
 */
export async function startServer(environment: Environment = {}, now?: () => number): Promise<Server> {
  if (namesDatabase(environment)) return startEmbedded(environment, now);
  const database = await freshPostgres();
  const engine: EmbeddedEngine = async () =>
    createPostgresPool({ url: database.url, schema: 'public', connections: 6 }, () => {});
  const { server } = await startWith((settings) => serveHere(settings, now, engine), environment).catch(
    async (error: unknown) => {
      await database.stop();
      throw error;
    },
  );
  const dispose = server[Symbol.asyncDispose];
  return Object.assign(server, {
    async [Symbol.asyncDispose]() {
      await dispose().finally(database.stop);
    },
  });
}

/** Starts the service like `startServer`, with a real embedded database in a new folder. */
export async function startEmbedded(environment: Environment = {}, now?: () => number): Promise<Server> {
  const { server } = await startWith((settings) => serveHere(settings, now), environment, freshDatabase);
  return server;
}

/** Starts the built server as a process: for crashes, signals, several replicas and what is printed. */
export async function startProcess(environment: Environment = {}): Promise<ProcessServer> {
  const { server, end, signal } = await startWith(spawnServer, environment, freshDatabase);
  return Object.assign(server, {
    signal,
    async kill() {
      await end('SIGKILL');
    },
  });
}

function namesDatabase({ DATABASE_URL, DATA_DIR }: Environment): boolean {
  return DATABASE_URL !== undefined || DATA_DIR !== undefined;
}

async function startWith(
  launch: (environment: Environment) => Running,
  environment: Environment,
  prepare: (dataFolder: string) => Promise<void> = async () => {},
) {
  const directory = await mkdtemp(join(tmpdir(), 'catalog-e2e-'));
  await mkdir(join(directory, 'automations'));
  const settings = {
    PORT: '0',
    DATA_DIR: join(directory, 'data'),
    AUTOMATIONS_DIR: join(directory, 'automations'),
    ...environment,
  };
  const { expectError, expectCause, isExpected } = expectedErrors();
  const past: Running[] = [];
  let current: Running | null = null;
  let url = '';
  let credentials = { id: environment.CLIENT_ID ?? '', secret: environment.CLIENT_SECRET ?? '' };

  async function start(): Promise<void> {
    const next = launch(settings);
    past.push(next);
    const ready = () => readLog(next.output()).find(({ msg }) => msg === 'ready');
    let over = false;
    void next.ended.then(() => {
      over = true;
    });
    await until(
      () => ready() ?? over,
      (state) => state !== false,
    );
    if (over) throw new Error(`The server ended at its start: ${next.output()}`);
    current = next;
    url = String(ready()?.address);
    if (environment.CLIENT_ID === undefined) {
      credentials = JSON.parse(await readFile(join(directory, 'data', 'client.json'), 'utf8'));
    }
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const ending = current;
    current = null;
    if (ending === null) return 0;
    ending.signal(signal);
    return ending.ended;
  }

  const log = (): LogLine[] => past.flatMap((one) => readLog(one.output()));
  try {
    if (environment.DATABASE_URL === undefined && !existsSync(settings.DATA_DIR)) await prepare(settings.DATA_DIR);
    await start();
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  const server: Server = {
    get url() {
      return url;
    },
    directory,
    ...createClient(
      () => url,
      () => credentials,
    ),
    output: () => past.map((one) => one.output()).join('\n'),
    log,
    expectError,
    expectCause,
    stop: () => end('SIGTERM'),
    start,
    async [Symbol.asyncDispose]() {
      const code = await end('SIGTERM');
      await rm(directory, { recursive: true, force: true });
      const errors = log().filter((line) => line.level >= errorLevel && !isExpected(line.msg, line));
      if (errors.length > 0) throw new Error(`The log holds errors: ${JSON.stringify(errors, null, 1)}`);
      if (code !== 0) throw new Error(`The server did not stop cleanly (${code}): ${past.at(-1)?.output()}`);
    },
  };
  return { server, end, signal: (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => past.at(-1)?.signal(name) };
}
