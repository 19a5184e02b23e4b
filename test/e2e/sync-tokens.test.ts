import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenChange } from '../fakes/oidc.ts';
import { plain, type SyncWorld, startSyncWorld } from './harness/sync.ts';

describe('e2e/sync-tokens', () => {
  let world: SyncWorld;
  beforeAll(async () => {
    world = await startSyncWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const refused: [string, TokenChange, number, string][] = [
    ['wrong audience', { audience: 'https://automations.example.test/' }, 401, 'it is for'],
    ['wrong issuer', { issuer: 'https://token.actions.githubusercontent.com' }, 401, 'it was not issued by'],
    ['wrong key', { signature: 'foreign' }, 401, 'its signature is not from'],
    ['alg none', { signature: 'none' }, 401, 'it must be signed with RS256'],
    ['HS256 with the public key as the secret', { signature: 'HS256' }, 401, 'it must be signed with RS256'],
    ['expired', { life: -60 }, 401, 'it has expired'],
    ['no end', { without: 'exp' }, 401, 'it has no exp'],
    ['no jti', { claims: { jti: undefined } }, 401, 'it has no jti'],
    ['no repository id', { claims: { repository_id: undefined } }, 401, 'it has no repository_id'],
    [
      'another owner',
      { claims: { repository: 'evil/catalog', repository_owner: 'evil' } },
      403,
      'evil/catalog may not sync here',
    ],
    [
      'pull_request_target',
      { claims: { event_name: 'pull_request_target' } },
      403,
      'A workflow on pull_request_target may not',
    ],
  ];
  const onlySync: [string, TokenChange, number, string][] = [
    ['pull_request', { claims: { event_name: 'pull_request' } }, 403, 'A workflow on pull_request may not sync'],
    ['merge_group', { claims: { event_name: 'merge_group' } }, 403, 'A workflow on merge_group may not sync'],
    [
      'another branch',
      { claims: { ref: 'refs/heads/feature' } },
      403,
      'syncs from main and not from refs/heads/feature',
    ],
  ];

  test.each(refused)('%s', async (_, change, status, message) => {
    const { plan, sync } = world.repository('refused');
    for (const attempt of [await plan([plain('refused')], {}, change), await sync([plain('refused')], {}, change)]) {
      expect(attempt).toMatchObject({ ok: false, status, message: expect.stringContaining(message) });
    }
    expect(await world.identifiers()).not.toContain('refused');
  });

  test.each(onlySync)('%s, for sync only', async (_, change, status, message) => {
    const { plan, sync } = world.repository('refused');
    expect(await plan([plain('refused')], {}, change)).toMatchObject({ status: 200 });
    expect(await sync([plain('refused')], {}, change)).toMatchObject({
      status,
      message: expect.stringContaining(message),
    });
    expect(await world.identifiers()).not.toContain('refused');
  });

  test('another repository than the token’s', async () => {
    const { plan, sync } = world.repository('refused');
    for (const attempt of [await plan([], { source: 'acme/whole' }), await sync([], { source: 'acme/whole' })]) {
      expect(attempt).toMatchObject({
        status: 403,
        message: 'The credentials are for acme/refused, which cannot sync acme/whole',
      });
    }
  });

  test('replayed', async () => {
    const { plan, sync } = world.repository('replayed');
    const once: TokenChange = { claims: { jti: 'a token that is sent again' } };
    expect((await sync([plain('replayed')], {}, once)).status).toBe(200);
    expect(await sync([plain('replayed-2')], {}, once)).toMatchObject({
      status: 401,
      message: expect.stringContaining('has already been used'),
    });
    expect((await plan([plain('replayed')], {}, once)).status).toBe(200);
    expect(await world.identifiers()).not.toContain('replayed-2');
  });

  test('a repository made anew under an old name', async () => {
    await world.repository('anew').sync([plain('anew')]);
    const other = world.repository('anew', 'id of another');
    for (const attempt of [await other.plan([]), await other.sync([plain('anew-2')])]) {
      expect(attempt).toMatchObject({
        status: 403,
        message: expect.stringContaining('is not the repository that synced'),
      });
    }
  });

  test('a job’s token opens nothing else', async () => {
    const authorization = `Bearer ${await world.oidc.token()}`;
    const answer = await world.server.send('GET', '/v1/actions', undefined, { authorization });
    expect(answer.status).toBe(401);
  });

  test('none, or one without an owner', async () => {
    for (const authorization of ['', 'Bearer nonsense', 'Basic bm9ib2R5Og==']) {
      expect((await world.post('plan', { path: 'a', definitions: [] }, authorization)).status).toBe(401);
    }
  });
});
