import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '../../store/template.ts';
import { type Client, createClient } from './client.ts';
import { type LogLine, type ServerProcess, spawnServer } from './process.ts';
import { until } from './until.ts';

/** A server under test: the built process, its folder and a client for it. */
export type Server = Client & {
  readonly url: string;
  /** Its folder: data below `data`, definitions below `automations`. */
  directory: string;
  /** What all processes so far wrote. */
  output(): string;
  log(): LogLine[];
  /** Says that the log may hold errors with these words; any other one fails the test when the server is disposed of. */
  expectError(words: string): void;
  /** Stops it as an orchestrator does; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** Tells the last process something, also while it stops. */
  signal(name: 'SIGINT' | 'SIGTERM'): void;
  /** Ends it without warning, as a power failure does. */
  kill(): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Level of an error in the log. */
const errorLevel = 50;

/** Starts the built server on a free port, by default with an embedded database in a new folder. */
export async function startServer(environment: Readonly<Record<string, string>> = {}): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'catalog-e2e-'));
  await mkdir(join(directory, 'automations'));
  const settings = {
    PORT: '0',
    DATA_DIR: join(directory, 'data'),
    AUTOMATIONS_DIR: join(directory, 'automations'),
    ...environment,
  };
  const expected: string[] = [];
  const past: ServerProcess[] = [];
  let current: ServerProcess | null = null;
  let url = '';
  let credentials = { id: environment.CLIENT_ID ?? '', secret: environment.CLIENT_SECRET ?? '' };

  async function start(): Promise<void> {
    const next = spawnServer(settings);
    past.push(next);
    const ready = () => next.log().find(({ msg }) => msg === 'ready');
    let over = false;
    void next.ended.then(() => {
      over = true;
    });
    await until(
      () => ready() ?? over,
      (state) => state !== false,
      { timeout: 40_000 },
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
    ending.child.kill(signal);
    // What does not stop by itself must not outlive the test; null is not the exit code that it asks for.
    const last = setTimeout(() => ending.child.kill('SIGKILL'), 28_000);
    return ending.ended.finally(() => clearTimeout(last));
  }

  const log = (): LogLine[] => past.flatMap((one) => one.log());
  try {
    if (environment.DATABASE_URL === undefined) await freshDatabase(settings.DATA_DIR);
    await start();
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  return {
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
    expectError: (words) => void expected.push(words),
    stop: () => end('SIGTERM'),
    signal: (name) => void past.at(-1)?.child.kill(name),
    async kill() {
      await end('SIGKILL');
    },
    start,
    async [Symbol.asyncDispose]() {
      const code = await end('SIGTERM');
      await rm(directory, { recursive: true, force: true });
      const errors = log().filter(
        ({ level, msg }) => level >= errorLevel && !expected.some((words) => msg.includes(words)),
      );
      if (errors.length > 0) throw new Error(`The log holds errors: ${JSON.stringify(errors, null, 1)}`);
      if (code !== 0) throw new Error(`The server did not stop cleanly (${code}): ${past.at(-1)?.output()}`);
    },
  };
}
