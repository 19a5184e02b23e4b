import type { ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkflows } from '../../../src/app/access/oidc.ts';
import { readSyncSources, type SyncSource } from '../../../src/app/sync/policy.ts';
import { startLoopback } from '../../fakes/loopback.ts';
import { type FakeOidc, startFakeOidc, type TokenChange } from '../../fakes/oidc.ts';

const audience = () => 'https://automations.example.test';
const sourcesOf = (text: string) => readSyncSources(text) as SyncSource[];

describe('app/access/oidc', () => {
  let oidc: FakeOidc;
  beforeAll(async () => {
    oidc = await startFakeOidc();
  });
  afterAll(() => oidc[Symbol.asyncDispose]());

  const open = (sources = 'acme/catalog', now = Date.now) =>
    createWorkflows({ issuer: oidc.issuer, sources: sourcesOf(sources), audience, now });
  const header = async (change: TokenChange = {}) => `Bearer ${await oidc.token(change)}`;

  test('identifies the workflow that a token belongs to', async () => {
    const token = await oidc.token({ claims: { jti: 'one' } });
    const { name, workflow } = await open().authorize(`Bearer ${token}`, 'sync');
    expect(name).toBe('github:acme/catalog');
    expect(workflow).toEqual({
      repository: 'acme/catalog',
      repositoryId: '2002',
      ref: 'refs/heads/main',
      event: 'push',
      tokenId: 'one',
      // Recorded as used for as long as it would be accepted: its lifetime and the tolerance for clocks.
      expiresAt: ((decodeJwt(token).exp ?? 0) + 30) * 1000,
    });
  });

  test('asks the issuer only once for many tokens, even concurrent ones', async () => {
    const asked = oidc.requests.length;
    const workflows = open();
    await Promise.all([1, 2, 3].map(async () => workflows.authorize(await header(), 'plan')));
    await workflows.authorize(await header(), 'plan');
    expect(oidc.requests.slice(asked)).toEqual(['GET /.well-known/openid-configuration', 'GET /.well-known/jwks']);
  });

  test.each<[string, TokenChange, string]>([
    ['for another audience', { audience: 'https://elsewhere.example.test' }, 'for "https://elsewhere.example.test"'],
    ['of another issuer', { issuer: 'https://token.actions.githubusercontent.com' }, 'was not issued by'],
    ['signed with another key', { signature: 'foreign' }, 'its signature is not from'],
    ['that is not signed', { signature: 'none' }, 'must be signed with RS256'],
    ['signed with the public key as a secret', { signature: 'HS256' }, 'must be signed with RS256'],
    ['that has expired', { life: -31 }, 'it has expired'],
    ['without an expiry', { without: 'exp' }, 'it has no exp'],
    ['without a start', { without: 'nbf' }, 'it has no nbf'],
    ['without a time of issue', { without: 'iat' }, 'it has no iat'],
    ...['repository', 'repository_id', 'repository_owner', 'ref', 'event_name', 'jti'].flatMap(
      (name): [string, TokenChange, string][] => [
        [`without ${name}`, { claims: { [name]: undefined } }, `it has no ${name}`],
        [`with an empty ${name}`, { claims: { [name]: '' } }, `its ${name} is wrong`],
        [`with a ${name} that is not text`, { claims: { [name]: 7 } }, `its ${name} is wrong`],
      ],
    ),
    [
      'whose owner does not own its repository',
      { claims: { repository_owner: 'acme-two' } },
      'its repository does not belong to its owner',
    ],
  ])('rejects a token %s', async (_, change, message) => {
    for (const may of ['plan', 'sync'] as const) {
      const attempt = open('acme/catalog,acme/other').authorize(await header(change), may);
      await expect(attempt).rejects.toMatchObject({ code: 'unauthorized', message: expect.stringContaining(message) });
    }
  });

  test('tolerates clocks that differ by half a minute', async () => {
    await open().authorize(await header({ life: -20 }), 'plan');
    await open('acme/catalog', () => Date.now() - 80_000).authorize(await header(), 'plan');
    const early = open('acme/catalog', () => Date.now() - 120_000).authorize(await header(), 'plan');
    await expect(early).rejects.toMatchObject({ message: expect.stringContaining('its nbf is wrong') });
  });

  test.each<[string, string, TokenChange['claims'], 'plan' | 'sync' | 'nothing']>([
    ['the repository', 'acme/catalog', {}, 'sync'],
    ['names in another case', 'ACME/Catalog', {}, 'sync'],
    ['all of the owner', 'acme/*', {}, 'sync'],
    ['one of several', 'acme/other, acme/catalog@trunk, acme/catalog', {}, 'sync'],
    ['another repository', 'acme/other', {}, 'nothing'],
    ['another owner', 'acm/*,acmee/*', {}, 'nothing'],
    ['a name with the same prefix', 'acme/cat', {}, 'nothing'],
    ['no repository', '', {}, 'nothing'],
    ['a run by hand', 'acme/catalog', { event_name: 'workflow_dispatch' }, 'sync'],
    ['a schedule', 'acme/catalog', { event_name: 'schedule' }, 'sync'],
    ['a pull request', 'acme/catalog', { event_name: 'pull_request', ref: 'refs/pull/3/merge' }, 'plan'],
    ['a pull request with the ref of main', 'acme/catalog', { event_name: 'pull_request' }, 'plan'],
    [
      'a merge queue',
      'acme/catalog',
      { event_name: 'merge_group', ref: 'refs/heads/gh-readonly-queue/main/pr-3' },
      'plan',
    ],
    [
      'pull_request_target, which may run untrusted code',
      'acme/catalog',
      { event_name: 'pull_request_target' },
      'nothing',
    ],
    ['a comment', 'acme/catalog', { event_name: 'issue_comment' }, 'nothing'],
    ['another branch', 'acme/catalog', { ref: 'refs/heads/feature' }, 'plan'],
    ['a branch whose name ends in main', 'acme/catalog', { ref: 'refs/heads/x/main' }, 'plan'],
    ['a tag named main', 'acme/catalog', { ref: 'refs/tags/main' }, 'plan'],
    ['main where another branch is configured', 'acme/catalog@trunk', {}, 'plan'],
    ['the other branch', 'acme/*@release/1.x', { ref: 'refs/heads/release/1.x' }, 'sync'],
    ['a contradicting subject', 'acme/catalog', { sub: 'repo:evil/other:pull_request' }, 'sync'],
  ])('%s: with SYNC_SOURCES=%s and %j', async (_, sources, claims, may) => {
    const workflows = open(sources);
    const answers = await Promise.all(
      (['plan', 'sync'] as const).map(async (wish) =>
        workflows.authorize(await header({ claims }), wish).then(
          () => 'may',
          (error: unknown) => (error as { code: string }).code,
        ),
      ),
    );
    const expected = { sync: ['may', 'may'], plan: ['may', 'forbidden'], nothing: ['forbidden', 'forbidden'] };
    expect(answers).toEqual(expected[may]);
  });

  test('explains how to allow a sync from another branch', async () => {
    const attempt = open('acme/catalog').authorize(await header({ claims: { ref: 'refs/heads/trunk' } }), 'sync');
    await expect(attempt).rejects.toThrow('SYNC_SOURCES must say so: acme/catalog@trunk');
  });

  test.each([
    'acme',
    'acme/',
    '*/*',
    '*/catalog',
    'acme/catalog/x',
    'acme/catalog@',
    'acme/cat*',
    'acme/catalog acme/other',
    'https://github.com/acme/catalog',
  ])('rejects %s as a source', (text) => {
    expect(readSyncSources(text)).toHaveProperty('problem');
  });

  test('recognizes only a bearer token with an issuer as a workflow token', async () => {
    const workflows = open();
    expect(workflows.isToken(await header())).toBe(true);
    expect(workflows.isToken(await header({ signature: 'none' }))).toBe(true);
    for (const other of [undefined, '', 'Basic YTpi', 'Bearer', 'Bearer x.y.z', 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x']) {
      expect(workflows.isToken(other)).toBe(false);
    }
  });
});

describe('app/access/issuer-keys', () => {
  const json = (response: ServerResponse, body: unknown) => response.writeHead(200).end(JSON.stringify(body));

  test.each<[string, (url: string, path: string, response: ServerResponse) => unknown, string]>([
    ['that fails', (_, __, response) => response.writeHead(503).end(), 'it answered 503'],
    [
      'that redirects',
      (url, _, response) => response.writeHead(302, { location: `${url}/other` }).end(),
      'cannot be fetched',
    ],
    [
      'whose answer is not JSON',
      (_, __, response) => response.writeHead(200).end('<html>'),
      'its discovery document is for undefined',
    ],
    [
      'with another name',
      (_, __, response) => json(response, { issuer: 'https://evil.example' }),
      'is for "https://evil.example"',
    ],
    ['that names no keys', (url, _, response) => json(response, { issuer: url }), 'contains no address'],
    [
      'whose answer is too large',
      (_, __, response) => response.writeHead(200).end(' '.repeat(300_000)),
      'its answer is too large',
    ],
    [
      'whose keys are invalid',
      (url, path, response) =>
        json(response, path.endsWith('jwks') ? { keys: 'none' } : { issuer: url, jwks_uri: `${url}/jwks` }),
      'its keys cannot be read',
    ],
    [
      'whose keys are not JSON',
      (url, path, response) =>
        path.endsWith('jwks')
          ? response.writeHead(200).end('<')
          : json(response, { issuer: url, jwks_uri: `${url}/jwks` }),
      'its keys cannot be read',
    ],
    [
      'that hangs up when asked for its keys',
      (url, path, response) =>
        path.endsWith('jwks') ? response.destroy() : json(response, { issuer: url, jwks_uri: `${url}/jwks` }),
      'cannot be fetched now',
    ],
  ])('reports an issuer %s as unavailable instead of rejecting the token', async (_, answer, message) => {
    await using oidc = await startFakeOidc();
    await using server = await startLoopback(({ url }, response) => answer(server.url, url.pathname, response));
    const workflows = createWorkflows({ issuer: server.url, sources: sourcesOf('acme/*'), audience, now: Date.now });
    const attempt = workflows.authorize(`Bearer ${await oidc.token({ issuer: server.url })}`, 'plan');
    await expect(attempt).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(message) });
  });

  test('asks an issuer again once it works', async () => {
    await using oidc = await startFakeOidc();
    let broken = true;
    await using server = await startLoopback(async ({ url }, response) => {
      if (broken) return response.writeHead(500).end();
      if (url.pathname.endsWith('jwks'))
        return json(response, await (await fetch(`${oidc.issuer}/.well-known/jwks`)).json());
      return json(response, { issuer: server.url, jwks_uri: `${server.url}/jwks` });
    });
    const workflows = createWorkflows({ issuer: server.url, sources: sourcesOf('acme/*'), audience, now: Date.now });
    const token = `Bearer ${await oidc.token({ issuer: server.url })}`;
    await expect(workflows.authorize(token, 'plan')).rejects.toMatchObject({ code: 'unavailable' });
    broken = false;
    expect(await workflows.authorize(token, 'plan')).toMatchObject({ name: 'github:acme/catalog' });
  });
});
