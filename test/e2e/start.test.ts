import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../store/template.ts';
import { serveHere } from './harness/in-process.ts';
import { spawnServer } from './harness/process.ts';
import { type Server, startEmbedded } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { until } from './harness/until.ts';

/** Starts a server that cannot start; gives what it says. */
async function refusedStart(
  environment: Record<string, string>,
  launch = serveHere,
): Promise<{ code: number | null; output: string }> {
  const { ended, output } = launch({ PORT: '0', ...environment });
  return { code: await ended, output: output().trim() };
}

describe('e2e/start', () => {
  let server: Server;
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'catalog-start-'));
    server = await startEmbedded();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true, force: true });
  });

  test('definitions in the folder are loaded at start; a broken one is reported with its place and stops no other', async () => {
    const folder = join(server.directory, 'automations');
    await mkdir(folder, { recursive: true });
    const write = (name: string, text: string) => writeFile(join(folder, name), text);
    const good = automation(
      'from_folder',
      { type: 'ENTITY_CREATED', blueprintIdentifier: 'folder' },
      webhook('http://127.0.0.1:9/'),
    );
    await write('good.json', JSON.stringify(good, null, 2));
    await write(
      'broken.yml',
      'identifier: broken\ntrigger:\n  type: automation\n  event: { type: ENTITY_CREATD, blueprintIdentifier: x }\ninvocationMethod: { type: WEBHOOK, url: "https://example.com" }\n',
    );
    await server.stop();
    server.expectError('broken.yml');
    await server.start();
    const [event] = await server.emit(created('folder', 'one'));
    expect(event?.runs.map((run) => run.automation)).toEqual(['from_folder']);
    const report = server.log().find(({ level, file }) => level === 50 && String(file).endsWith('broken.yml'));
    expect(report).toMatchObject({ line: 4, msg: expect.stringContaining('ENTITY_CREATED') });
    expect(await server.call('GET', '/v1/actions/from_folder')).toMatchObject({ action: good });
  });

  test('a second process on the same data is refused with a sentence, and harms nothing', async () => {
    const refused = await refusedStart({ DATA_DIR: join(server.directory, 'data') }, spawnServer);
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(
      /^The data folder is in use by process \d+ on \S+, since \S+\. Stop that process, or give this one another DATA_DIR\./,
    );
    expect(refused.output.split('\n')).toHaveLength(1);
    expect((await server.send('GET', '/readyz')).status).toBe(200);
  });

  test('without a terminal, the start prints a command that gives a sign-in link', async () => {
    const DATA_DIR = join(scratch, 'linked');
    const { output, ended, signal } = spawnServer({ PORT: '0', DATA_DIR, AUTOMATIONS_DIR: server.directory });
    const printed = await until(
      async () => /signs in once:\n\n {2}(curl .+)\n/.exec(output())?.[1],
      (command) => command !== undefined,
    );
    const answer = await promisify(execFile)('sh', ['-c', `${printed} -s`]);
    expect(JSON.parse(answer.stdout)).toMatchObject({
      ok: true,
      link: expect.stringContaining('/sign-in/link?token='),
    });
    signal('SIGTERM');
    await ended;
  });

  test('the start says what it does and how long that takes', () => {
    const words = [
      'starting: opening the database',
      'the database is open',
      'the folder of automations is loaded',
      'ready',
    ];
    const [opening, open, loaded, ready] = words.map((one) => server.log().find(({ msg }) => msg === one));
    expect(opening).toMatchObject({ directory: join(server.directory, 'data'), version: expect.any(String) });
    expect(open).toMatchObject({ migrations: [], milliseconds: expect.any(Number) });
    expect(loaded).toMatchObject({ folder: join(server.directory, 'automations'), milliseconds: expect.any(Number) });
    expect(Number(ready?.milliseconds)).toBeGreaterThanOrEqual(Number(open?.milliseconds));
  });

  test('all problems with the environment are reported at once, in sentences', async () => {
    const { code, output } = await refusedStart({
      PORT: 'http',
      DATABASE_URL: 'mysql://somewhere/secret-password',
      LOG_LEVEL: 'loud',
      RETENTION_DAYS: '0',
      MAX_CHAIN_DEPTH: '-1',
      SERVER_URL: 'example.com',
      APP_ID: 'my-app',
      EVENTS_SECRET: 'short',
      CLIENT_ID: 'only-the-id',
      'SECRET_WITH SPACE': 'x',
      ORG_ID: 'an org',
    });
    expect(code).toBe(1);
    const [title, ...problems] = output.split('\n');
    expect(title).toBe('Invalid configuration:');
    expect(problems).toEqual([
      '- DATABASE_URL must be a URL that begins with postgres:// or postgresql:// (it is not shown)',
      '- CLIENT_ID and CLIENT_SECRET must be set together or not at all',
      '- SECRET_WITH SPACE is not a valid name for a secret: use at most 100 letters, digits, - and _',
      '- PORT must be a whole number from 0 to 65535 (it is "http")',
      '- SERVER_URL must be a URL that begins with http:// or https:// (it is "example.com")',
      '- ORG_ID must be letters, digits, _ . and - (it is "an org")',
      '- EVENTS_SECRET must have at least 8 characters and not be a known word (it is not shown)',
      expect.stringMatching(/^- APP_ID must be a whole number from 1 to \d+ \(it is "my-app"\)$/),
      '- WEBHOOK_SECRET is required with APP_ID: without it, anyone could send webhooks',
      '- PRIVATE_KEY or PRIVATE_KEY_PATH is required with APP_ID',
      '- MAX_CHAIN_DEPTH must be a whole number from 1 to 1000 (it is "-1")',
      '- RETENTION_DAYS must be a whole number from 1 to 3650 (it is "0")',
      expect.stringMatching(/^- LOG_LEVEL must be one of fatal, error, .* \(it is "loud"\)$/),
    ]);
  });

  test('problems that appear only at run time are reported in a sentence as well', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const file = join(scratch, 'a-file');
    await writeFile(file, 'no folder');
    const unreadable = join(scratch, 'bad-client');
    await mkdir(unreadable);
    await writeFile(join(unreadable, 'client.json'), '{"id":');
    const client = { CLIENT_ID: 'client', CLIENT_SECRET: 'a client secret' };
    const data = (name: string) => ({ DATA_DIR: join(scratch, name), AUTOMATIONS_DIR: join(scratch, 'definitions') });
    await mkdir(join(scratch, 'definitions'));
    await freshDatabase(join(scratch, 'data'));
    const starts: [Record<string, string>, RegExp][] = [
      [
        { ...data('data'), PORT: String(port) },
        /^The service cannot start: .*EADDRINUSE.*127\.0\.0\.1:\d+\. The port is in use\./,
      ],
      [
        data('a-file/below'),
        /^The service cannot start: ENOTDIR.* Set DATA_DIR to a folder that the service can write to\.$/,
      ],
      [
        { DATA_DIR: '/proc/none/data' },
        /^The service cannot start: E.* Set DATA_DIR to a folder that the service can write to\.$/,
      ],
      [
        { ...data('data'), AUTOMATIONS_DIR: join(scratch, 'none') },
        /^AUTOMATIONS_DIR is ".*none", which is not a folder\. Create it, or set AUTOMATIONS_DIR to the folder with the definitions\.$/,
      ],
      [data('bad-client'), /client\.json does not contain a client's id and secret\. Correct it, or delete it/],
      [
        { ...client, DATABASE_URL: 'postgres://nobody:hidden-password@127.0.0.1:1/none' },
        /^The service cannot start: .*ECONNREFUSED.* Is the database of DATABASE_URL running\?$/,
      ],
      [
        { ...data('data'), APP_ID: '1', WEBHOOK_SECRET: 'long enough for it', PRIVATE_KEY: 'no key at all' },
        /^Invalid configuration:$/,
      ],
    ];
    for (const [environment, says] of starts) {
      const { code, output } = await refusedStart(environment);
      const said = output.split('\n').filter((line) => !line.startsWith('{') && !line.startsWith('- '));
      expect(code).toBe(1);
      expect(said).toEqual([expect.stringMatching(says)]);
      expect(output).not.toMatch(/hidden-password|\n\s+at /);
    }
    // Known before the database was opened, and nothing is left locked.
    const again = await refusedStart({ ...data('untouched'), PORT: String(port) });
    expect(again.output).not.toContain('opening the database');
    expect(await readdir(join(scratch, 'untouched'))).toEqual([]);
    taken.close();
  });
});
