import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCheckout } from '../action/checkout.ts';
import { type Server, startServer } from '../e2e/harness/server.ts';
import { plain } from '../e2e/harness/sync.ts';
import { until } from '../e2e/harness/until.ts';
import { runCli } from './cli.ts';

describe('cli clients', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const run = async (...args: string[]) => {
    using checkout = createCheckout({});
    const environment = { SERVER_URL: server.url, DATA_DIR: join(server.directory, 'data') };
    return await runCli(checkout.root, ['clients', ...args], { environment });
  };
  const credentialsIn = (stdout: string) => {
    const [, id = '', secret = ''] = /^CLIENT_ID=(\S+)\nCLIENT_SECRET=(\S+)$/m.exec(stdout) ?? [];
    return { id, secret };
  };
  const call = async ({ id, secret }: { id: string; secret: string }, method: string, path: string, body?: object) => {
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const headers = { authorization, 'content-type': 'application/json' };
    return (await fetch(server.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })).status;
  };

  test('creates a client with the permissions of its role, and revokes it', async () => {
    const made = await run('create', 'dashboard', '--role', 'read', '--days', '30');
    expect(made.code).toBe(0);
    const reader = credentialsIn(made.stdout);
    expect(await call(reader, 'GET', '/v1/actions')).toBe(200);
    expect(await call(reader, 'POST', '/v1/actions', plain('a'))).toBe(403);
    expect(await call(reader, 'GET', '/v1/clients')).toBe(403);
    const listed = await run('list');
    expect(listed.stdout).toMatch(new RegExp(`^${reader.id} {2}dashboard {2}read {2}until 20\\d\\d-\\S+$`, 'm'));
    expect(listed.stdout + server.output()).not.toContain(reader.secret);
    expect((await run('revoke', reader.id)).stdout).toBe(`${reader.id} is revoked.\n`);
    expect(
      await until(
        () => call(reader, 'GET', '/v1/actions'),
        (status) => status === 401,
      ),
    ).toBe(401);
    expect((await run('list')).stdout).toBe('There are no clients except CLIENT_ID.\n');
  });

  test('a client for one source plans and syncs that source, and nothing else', async () => {
    const made = await run('create', 'sync', '--role', 'sync:acme/catalog', '--format', 'json');
    const { client, secret } = JSON.parse(made.stdout);
    const syncer = { id: client.id, secret };
    const set = (source?: string) => ({
      path: 'automations',
      ...(source && { source }),
      definitions: [{ file: 'automations/a.yml', automation: plain('synced') }],
    });
    expect(await call(syncer, 'POST', '/v1/automations/plan', set())).toBe(200);
    expect(await call(syncer, 'POST', '/v1/automations/sync', set('acme/catalog'))).toBe(200);
    expect(await call(syncer, 'POST', '/v1/automations/sync', set('acme/other'))).toBe(403);
    expect(await call(syncer, 'GET', '/v1/actions')).toBe(403);
    expect(await server.call('GET', '/v1/actions/synced')).toMatchObject({ action: { updatedBy: 'client:sync' } });
    const narrow = credentialsIn((await run('create', 'narrow', '--role', 'sync:acme/catalog:rules')).stdout);
    expect(await call(narrow, 'POST', '/v1/automations/plan', set())).toBe(403);
    expect(await call(narrow, 'POST', '/v1/automations/plan', { ...set(), path: 'rules' })).toBe(200);
  });

  test('gives a client a new secret, and invalidates the old one after a leak', async () => {
    const first = credentialsIn((await run('create', 'rotated', '--role', 'read')).stdout);
    const second = credentialsIn((await run('rotate', first.id)).stdout);
    expect(second.id).toBe(first.id);
    expect([await call(first, 'GET', '/v1/actions'), await call(second, 'GET', '/v1/actions')]).toEqual([200, 200]);
    const third = credentialsIn((await run('rotate', first.id, '--keep-old', '0')).stdout);
    expect([await call(second, 'GET', '/v1/actions'), await call(third, 'GET', '/v1/actions')]).toEqual([401, 200]);
  });

  test('says what is wrong with a role or a name', async () => {
    expect(await run('create', 'odd', '--role', 'admin')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        '"admin" is not a role: use read, operate, write, sync:owner/repo or sync:owner/repo:path',
      ),
    });
    await run('create', 'twice', '--role', 'read');
    expect((await run('create', 'twice', '--role', 'read')).stderr).toContain('A client named twice already exists');
    expect((await run('revoke', 'client_none')).stderr).toContain('Client client_none does not exist');
  });
});
