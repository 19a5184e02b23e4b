import { describe, expect, test } from 'vitest';
import { createApiClients } from '../../src/app/access/api-clients.ts';
import { openSharedKey } from '../../src/app/access/shared-key.ts';
import { someone } from '../app/author.ts';
import { pgliteEngine, postgresEngine } from './databases.ts';
import { storeWorld } from './world.ts';

const only = (current: string, old: string | null = null) => ({ current, old });

describe.each([pgliteEngine, postgresEngine])('store/access %o', (start) => {
  const world = storeWorld(start);
  const open = async (...secrets: Parameters<typeof only>) => openSharedKey(world.store, only(...secrets));

  test('replicas share one key through a rolling rotation, whichever restarts when', async () => {
    const [{ key }, second] = await Promise.all([open('a'), open('a')]);
    expect(second.key).toEqual(key);
    // First those that know both, then those that know only the new one, with stragglers between them.
    for (const [current, old] of [
      ['b', 'a'],
      ['a', null],
      ['b', 'a'],
      ['b', null],
      ['b', 'a'],
      ['b', null],
    ] as const) {
      expect(await open(current, old)).toEqual({ key, isNew: false });
    }
    const { rows } = await world.db
      .selectFrom('access_keys')
      .selectAll()
      .execute()
      .then((rows) => ({ rows }));
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(key.toString('base64'));
  });

  test('a secret that opens nothing creates a new key, unless the process knows the old one', async () => {
    const { key } = await open('a');
    expect(await openSharedKey(world.store, only('b'), key)).toEqual({ key, isNew: false });
    const other = await open('c');
    expect(other.isNew).toBe(true);
    expect(other.key).not.toEqual(key);
  });

  test('a client is valid until it expires, is revoked or gets another secret', async () => {
    const clients = createApiClients(world.store, () => world.now);
    const until = world.now + 60_000;
    const { client, secret } = await clients.create({ name: 'ci', role: 'operate', expiresAt: until }, someone);
    expect(await clients.withSecret(client.id, secret)).toEqual({
      id: client.id,
      name: 'ci',
      role: 'operate',
      expiresAt: until,
    });
    expect(await clients.withSecret(client.id, 'wrong')).toBeNull();
    expect(await clients.withSecret('other', secret)).toBeNull();
    await expect(clients.create({ name: 'ci', role: 'read', expiresAt: null }, someone)).rejects.toMatchObject({
      code: 'conflict',
    });

    const next = await clients.rotate(client.id, 5_000, someone);
    const counts = async (text: string) => (await clients.withSecret(client.id, text)) !== null;
    expect([await counts(secret), await counts(next.secret)]).toEqual([true, true]);
    world.now += 5_000;
    expect([await counts(secret), await counts(next.secret)]).toEqual([false, true]);
    const leaked = await clients.rotate(client.id, 0, someone);
    expect([await counts(next.secret), await counts(leaked.secret)]).toEqual([false, true]);
    world.now = until;
    expect([await counts(leaked.secret), await clients.active(client.id)]).toEqual([false, null]);

    expect(await clients.list()).toMatchObject([{ id: client.id, name: 'ci', createdBy: someone.name }]);
    const stored = JSON.stringify(await world.db.selectFrom('clients').selectAll().execute());
    for (const one of [secret, next.secret, leaked.secret]) expect(stored).not.toContain(one);
    await clients.revoke(client.id, someone);
    await expect(clients.revoke(client.id, someone)).rejects.toMatchObject({ code: 'not_found' });
    expect(await world.store.auditRecords.before(null, 10)).toMatchObject([
      { action: 'DELETE', by: someone.name, before: { name: 'ci' }, after: null },
      { action: 'ROTATE' },
      { action: 'ROTATE' },
      { action: 'CREATE', after: { name: 'ci', role: 'operate' } },
    ]);
  });

  test('another replica notices a revoked client within a second', async () => {
    const [here, there] = [1, 2].map(() => createApiClients(world.store, () => world.now));
    const made = await here?.create({ name: 'ci', role: 'read', expiresAt: null }, someone);
    const id = made?.client.id ?? '';
    expect(await there?.active(id)).not.toBeNull();
    await here?.revoke(id, someone);
    expect(await here?.active(id)).toBeNull();
    world.now += 1_000;
    expect(await there?.active(id)).toBeNull();
  });

  test('refuses invalid roles and expiry dates', async () => {
    const clients = createApiClients(world.store, () => world.now);
    for (const role of [
      'admin',
      'sync:',
      'sync:acme',
      'sync:acme/catalog:',
      'sync:../x',
      'sync:acme/..',
      'sync:acme/x:../y',
      'sync:acme/x:a/..',
      'sync:acme/x:/a',
      '',
    ]) {
      await expect(clients.create({ name: 'a', role, expiresAt: null }, someone)).rejects.toMatchObject({
        code: 'invalid_content',
      });
    }
    await expect(clients.create({ name: 'a', role: 'read', expiresAt: world.now }, someone)).rejects.toThrow('future');
    for (const role of ['sync:acme/catalog', 'sync:acme/catalog:automations', 'sync:acme/.github:a..b/c']) {
      expect(
        (await clients.create({ name: role.replaceAll(/[:/]/g, '-'), role, expiresAt: null }, someone)).client.role,
      ).toBe(role);
    }
  });
});
