import { mkdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { HealthReport } from '../../src/core/views/health-view.ts';
import { runCli } from '../cli/cli.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { type ProcessServer, type Server, startProcess, startServer } from './harness/server.ts';
import { onCreated } from './harness/settled.ts';
import { until } from './harness/until.ts';

const text = (name: string, more: JsonObject = {}) =>
  JSON.stringify({ ...onCreated(name, 'https://example.com/hook'), ...more });
const at = (server: Server, name: string) => join(server.directory, 'automations', name);
const titleOf = async (server: Server, name: string) => {
  const { status, body } = await server.send('GET', `/v1/actions/${name}`);
  return status === 200 ? ((body.action as JsonObject).title ?? null) : status;
};
const becomes = (server: Server, name: string, title: unknown) =>
  until(
    () => titleOf(server, name),
    (found) => found === title,
  );
const folderOf = async (server: Server) =>
  (await server.call<{ report: HealthReport }>('GET', '/v1/health/report')).report.folder;
const reload = (server: Server) => server.send('POST', '/v1/automations/reload');

describe('e2e/reload', () => {
  describe('an embedded service', () => {
    let server: Server;
    beforeAll(async () => {
      server = await startServer();
      for (const words of ['has errors', 'error syntax/', 'error settings/']) server.expectError(words);
    });
    afterAll(() => server?.[Symbol.asyncDispose]());

    test('loads files as they are written, replaced and removed', async () => {
      await writeFile(at(server, 'one.json'), text('one'));
      await becomes(server, 'one', null);
      // As an editor saves: into another file, which takes the name of the first.
      await writeFile(at(server, '.one.json.swp'), text('one', { title: 'Replaced' }));
      await rename(at(server, '.one.json.swp'), at(server, 'one.json'));
      await becomes(server, 'one', 'Replaced');
      await writeFile(at(server, 'two.json'), text('two'));
      await becomes(server, 'two', null);
      await unlink(at(server, 'two.json'));
      await becomes(server, 'two', 404);
      // The file that took the place of another is watched too, and so is a new folder.
      await writeFile(at(server, 'one.json'), text('one', { title: 'Written in place' }));
      await becomes(server, 'one', 'Written in place');
      await mkdir(at(server, 'team'));
      await writeFile(at(server, 'team/three.json'), text('three'));
      await becomes(server, 'three', null);
      await writeFile(at(server, 'team/three.json'), text('three', { title: 'Changed' }));
      await becomes(server, 'three', 'Changed');
      await rm(at(server, 'team'), { recursive: true });
      await becomes(server, 'three', 404);
      const { audits } = await server.call<{ audits: JsonObject[] }>('GET', '/v1/audit-log?resources=folder');
      expect(audits[0]).toMatchObject({ action: 'RELOAD', diff: { after: { removed: 1 } } });
    });

    test('a broken file changes nothing, and is reported everywhere until it is fixed', async () => {
      await writeFile(at(server, 'broken.json'), '{ "identifier": ');
      await writeFile(at(server, 'one.json'), text('one', { title: 'Beside a broken one' }));
      const folder = await until(
        () => folderOf(server),
        (found) => found?.error != null,
      );
      expect(folder?.error).toMatchObject({
        message: expect.stringContaining('broken.json:1:'),
        issues: [{ code: expect.stringMatching(/^syntax\//), file: expect.stringContaining('broken.json'), line: 1 }],
      });
      expect(await reload(server)).toMatchObject({
        status: 422,
        body: {
          error: 'invalid_content',
          message: expect.stringContaining('nothing is changed until they are fixed'),
          details: { issues: [{ file: expect.stringContaining('broken.json') }] },
        },
      });
      expect(await titleOf(server, 'one')).toBe('Written in place');
      expect((await server.send('GET', '/readyz')).status).toBe(200);
      await writeFile(at(server, 'broken.json'), text('broken'));
      await becomes(server, 'one', 'Beside a broken one');
      await becomes(server, 'broken', null);
      expect((await folderOf(server))?.error).toBeNull();
    });

    test('the settings beside the folder are loaded with it, and broken ones change nothing', async () => {
      const file = join(server.directory, '.catalog-automations.yml');
      const settings = async () => (await server.call('GET', '/v1/actions/one')).settings;
      await writeFile(file, 'automations: { one: { mode: shadow } }\n');
      await until(settings, (found) => found !== null);
      expect(await settings()).toEqual({ mode: 'shadow' });
      await writeFile(file, 'automations: { one: { mode: shadowy } }\n');
      const broken = await until(
        () => folderOf(server),
        (found) => found?.error != null,
      );
      expect(broken?.error?.message).toContain('did you mean `shadow`?');
      expect(await settings()).toEqual({ mode: 'shadow' });
      await rm(file);
      await until(settings, (found) => found === null);
    });

    test('a pause survives, and unchanged files change nothing', async () => {
      await server.call('POST', '/v1/actions/one/pause', { reason: 'Wait' });
      await writeFile(at(server, 'one.json'), text('one', { title: 'While paused' }));
      await becomes(server, 'one', 'While paused');
      const { automation } = await server.call<{ automation: JsonObject }>('GET', '/v1/automations/one');
      expect(automation.paused).toMatchObject({ reason: 'Wait' });
      expect(await reload(server)).toMatchObject({
        status: 200,
        body: { reload: { changed: false, message: 'Nothing changed', created: 0, updated: 0, removed: 0 } },
      });
    });

    test('a folder without definitions is an accident', async () => {
      server.expectError('Nothing was changed: there is no definition');
      await Promise.all(['one.json', 'broken.json'].map((name) => unlink(at(server, name))));
      await until(
        () => folderOf(server),
        (found) => found?.error != null,
      );
      expect(await titleOf(server, 'one')).toBe('While paused');
    });
  });

  describe('a service in production', () => {
    let postgres: { url: string; stop(): Promise<void> };
    let server: ProcessServer;
    let other: ProcessServer;
    beforeAll(async () => {
      postgres = await startPostgres();
      const client = { CLIENT_ID: 'operator', CLIENT_SECRET: 'a secret of production' };
      const environment = { ...client, DATABASE_URL: postgres.url, NODE_ENV: 'production' };
      server = await startProcess(environment);
      other = await startProcess({ ...environment, AUTOMATIONS_DIR: join(server.directory, 'automations') });
      for (const one of [server, other]) one.expectError('has errors');
      for (const one of [server, other]) one.expectError('error syntax/');
    });
    afterAll(async () => {
      await server?.[Symbol.asyncDispose]();
      await other?.[Symbol.asyncDispose]();
      await postgres?.stop();
    });

    test('reloads the folder on SIGHUP, for all replicas, and keeps running if it is broken', async () => {
      await writeFile(at(server, 'one.json'), text('one'));
      server.signal('SIGHUP');
      await becomes(other, 'one', null);
      await writeFile(at(server, 'one.json'), '{');
      server.signal('SIGHUP');
      await until(
        () => folderOf(server),
        (found) => found?.error != null,
      );
      expect(await titleOf(other, 'one')).toBeNull();
    });

    test('reloads the folder at the request of the command line, which reports errors', async () => {
      const environment = { SERVER_URL: other.url, CLIENT_ID: 'operator', CLIENT_SECRET: 'a secret of production' };
      const run = () => runCli(server.directory, ['reload'], { environment });
      expect(await run()).toMatchObject({ code: 2, stderr: expect.stringMatching(/one\.json:1:\d+ error syntax\//) });
      await writeFile(at(server, 'one.json'), text('one', { title: 'Mended' }));
      expect(await run()).toMatchObject({ code: 0, stdout: expect.stringMatching(/: 1 updated\n$/) });
      expect(await titleOf(server, 'one')).toBe('Mended');
      expect((await run()).stdout).toMatch(/: Nothing changed\n$/);
    });
  });

  test('a service without a folder says so', async () => {
    const postgres = await startPostgres();
    {
      await using bare = await startServer({
        DATABASE_URL: postgres.url,
        AUTOMATIONS_DIR: '',
        CLIENT_ID: 'c',
        CLIENT_SECRET: 'a secret',
      });
      expect(await reload(bare)).toMatchObject({
        status: 404,
        body: { message: expect.stringContaining('AUTOMATIONS_DIR') },
      });
      expect(await folderOf(bare)).toBeNull();
    }
    await postgres.stop();
  });
});
