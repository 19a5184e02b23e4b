import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli, runCliProcess } from '../cli/cli.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { type ProcessServer, startProcess, startServer } from './harness/server.ts';
import { created } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';
import { expectContinued, later, leaveWork } from './harness/waiting-work.ts';

const credentials = { CLIENT_ID: 'operator', CLIENT_SECRET: 'a secret that both know' };

describe('e2e/backup', () => {
  let sink: Sink;
  let server: ProcessServer;
  let folder: string;
  beforeEach(async () => {
    sink = await startSink();
    server = await startProcess({ ALLOWED_HOSTS: sink.host, ...credentials });
    folder = await mkdtemp(join(tmpdir(), 'catalog-backup-'));
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const data = () => join(server.directory, 'data');
  const run = (...args: string[]) => runCli(folder, args, { environment: { ...credentials, DATA_DIR: data() } });

  test('made while events come in, restored after a crash into a new folder: everything that waited goes on', async () => {
    const work = await leaveWork(server, sink);
    const sending = Array.from({ length: 50 }, (_, n) => server.emit(created('load', `load-${n}`)));
    const made = await run('backup', 'a.gz');
    await Promise.all(sending);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^a\.gz: \d+ rows of 20\S+Z, complete\.\n$/) });
    expect(made.stderr).toContain(`The service at ${server.url} is running and makes the backup.\n`);
    expect(made.stderr).toContain('It contains all data but no client secret');
    expect(statSync(join(folder, 'a.gz')).mode & 0o777).toBe(0o600);
    await until(
      () => readdirSync(data()),
      (names) => !names.includes('backup-in-progress'),
    );
    expect((await server.call('GET', '/v1/audit-log?resources=database')).audits).toMatchObject([
      { action: 'BACKUP', trigger: { by: { userId: 'client:operator' } } },
    ]);
    await server.kill();

    const target = join(folder, 'restored');
    const restored = await run('restore', 'a.gz', '--data-dir', target);
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining(`is in ${target}: `) });
    expect(restored.stderr).toBe(
      'Calls that were waiting at that time are made after the start, with the same idempotency keys.\n' +
        'The client secret is the same as in the backup, so earlier tokens and sessions stay valid.\n',
    );
    sink.at('/retrying');
    const environment = { ALLOWED_HOSTS: sink.host, ...credentials, DATA_DIR: target };
    await using next = await startServer(environment, () => Date.now() + later);
    await expectContinued(next, sink, work);
  });

  test('of a stopped service, to standard output and back, over a database that is kept', async () => {
    await server.upsert('service', { identifier: 'before', properties: {} });
    await server.stop();
    const { stdout, code } = await run('backup', 'offline.gz');
    expect({ stdout, code }).toMatchObject({ code: 0, stdout: expect.stringContaining('complete.') });
    await server.start();
    await server.upsert('service', { identifier: 'after', properties: {} });

    const busy = await run('restore', 'offline.gz', '--replace');
    expect(busy).toMatchObject({ code: 2, stderr: expect.stringContaining('The data folder is in use by process') });
    await server.stop();
    const refused = await run('restore', 'offline.gz');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('or replace it with --replace, which') });
    expect((await run('backup', 'offline.gz')).stderr).toBe(
      'offline.gz already exists. Choose another file, or remove it.\n',
    );

    const replaced = await run('restore', 'offline.gz', '--replace', '--format', 'json');
    const facts = JSON.parse(replaced.stdout) as { former: string; secret: string };
    expect(facts).toMatchObject({ secret: 'same', former: expect.stringContaining('postgres-before-') });
    expect(existsSync(join(facts.former, 'PG_VERSION'))).toBe(true);
    await server.start();
    expect(await server.entity('service', 'before')).not.toBeNull();
    expect(await server.entity('service', 'after')).toBeNull();
  });

  test('a file that is cut off or not a backup leaves nothing behind, and is reported', async () => {
    expect((await run('backup', 'a.gz')).code).toBe(0);
    const whole = readFileSync(join(folder, 'a.gz'));
    writeFileSync(join(folder, 'half.gz'), whole.subarray(0, whole.length / 2));
    writeFileSync(join(folder, 'text.gz'), 'not a backup');
    const target = join(folder, 'none');
    const restore = async (file: string) => (await run('restore', file, '--data-dir', target)).stderr;
    expect(await restore('half.gz')).toBe('The backup is damaged: unexpected end of file. Nothing was restored.\n');
    expect(await restore('text.gz')).toBe('The backup is damaged: incorrect header check. Nothing was restored.\n');
    expect(await restore('gone.gz')).toBe('There is no file gone.gz.\n');
    expect(readdirSync(target)).toEqual([]);

    // Not even an empty database is made.
    const postgres = await startPostgres();
    const environment = { ...credentials, DATABASE_URL: postgres.url };
    const refused = await runCli(folder, ['restore', 'half.gz'], { environment });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Nothing was restored.') });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query(`select nspname from pg_namespace where nspname like 'catalog%'`);
    expect(rows).toEqual([]);
    await client.end();
    await postgres.stop();
  });

  test('what killed backups and restores left is removed by the next start and the next backup', async () => {
    await server.kill();
    mkdirSync(join(data(), 'restoring'));
    writeFileSync(join(data(), 'restoring', 'file'), 'half of a restore');
    writeFileSync(join(data(), 'backup-in-progress'), 'half of a backup');
    await server.start();
    expect(readdirSync(data()).filter((name) => /restoring|backup/.test(name))).toEqual([]);

    const [old, fresh] = ['01', '02'].map((n) => `catalog-automations-2026-11-${n}T00-00-00Z.backup.gz.partial`) as [
      string,
      string,
    ];
    for (const name of [old, fresh, 'mine.partial']) writeFileSync(join(folder, name), 'half');
    const long = new Date(Date.now() - 2 * 3_600_000);
    for (const name of [old, 'mine.partial']) utimesSync(join(folder, name), long, long);
    expect((await run('backup', 'a.gz')).code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['a.gz', fresh, 'mine.partial']);
  });

  test('goes through pipes, and one at a time', async () => {
    const environment = { ...credentials, SERVER_URL: server.url };
    const [one, two] = await Promise.all([server.send('GET', '/v1/backup'), server.send('GET', '/v1/backup')]);
    expect([one.status, two.status].sort()).toEqual([200, 409]);
    const refused = one.status === 409 ? one : two;
    expect(refused.body.message).toBe('A backup is already in progress; wait until it is complete');
    const piped = await runCliProcess(folder, ['backup', 'piped.gz', '--format', 'json'], { environment });
    expect(JSON.parse(piped.stdout)).toMatchObject({ file: 'piped.gz', program: expect.any(String) });
    await server.stop();
    const down = await runCliProcess(folder, ['backup', 'down.gz'], { environment });
    expect(down).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing listens there') });
    expect(readdirSync(folder)).toEqual(['piped.gz']);
  });
});
