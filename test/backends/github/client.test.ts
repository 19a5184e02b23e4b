import { describe, expect, test } from 'vitest';
import { createGitHubClient } from '../../../src/backends/github/client.ts';
import { createAppProbot } from '../../../src/backends/github/probot.ts';
import { misfortunes } from '../../fakes/github/index.ts';
import { githubWorld } from '../github-world.ts';

const installationRoute = 'GET /repos/{owner}/{repo}/installation';
const repositoryRoute = 'GET /repos/{owner}/{repo}';
const tokenRoute = 'POST /app/installations/{installation_id}/access_tokens';

describe('backends/github/client', () => {
  test('an HTTP status is an answer, never an exception', async () => {
    await using world = await githubWorld();
    const file = 'GET /repos/{owner}/{repo}/contents/{path}';
    expect(await world.client.request('acme', 'catalog', file, { path: 'none.yml' })).toMatchObject({
      type: 'answer',
      status: 404,
      data: { message: 'Not Found' },
    });
    const found = await world.client.request('acme', 'catalog', file, { path: '.github/workflows/deploy.yml' });
    expect(found).toMatchObject({ type: 'answer', status: 200, data: { type: 'file' } });
  });

  test('the client acts only where our App is installed, with that installation’s token', async () => {
    await using world = await githubWorld();
    world.github.addRepository('other/catalog');
    expect(await world.client.request('other', 'catalog', repositoryRoute, {})).toMatchObject({
      type: 'no-installation',
    });
    expect(world.github.requestsTo(repositoryRoute)).toEqual([]);
    world.github.install('other', { contents: 'read' });
    await world.client.request('other', 'catalog', repositoryRoute, {});
    await world.client.request('acme', 'catalog', repositoryRoute, {});
    expect(world.github.state.tokens.map(({ account }) => account)).toEqual(['other', 'acme']);
  });

  test('parameters cannot redirect a call to another repository', async () => {
    await using world = await githubWorld();
    world.github.install('other');
    world.github.addRepository('other/secret');
    const result = await world.client.request('acme', 'catalog', repositoryRoute, { owner: 'other', repo: 'secret' });
    expect(result).toMatchObject({ type: 'answer', data: { full_name: 'acme/catalog' } });
    for (const [owner, repo] of [
      ['..', 'catalog'],
      ['acme', '..'],
      ['acme/catalog', 'x'],
      ['acme', 'catalog?x=1'],
      ['', 'catalog'],
    ] as const) {
      expect(await world.client.request(owner, repo, repositoryRoute, {})).toMatchObject({ type: 'no-installation' });
    }
    expect(world.github.requestsTo(repositoryRoute)).toHaveLength(1);
  });

  test('an App that was removed and reinstalled is found under its new installation', async () => {
    await using world = await githubWorld();
    await world.client.request('acme', 'catalog', repositoryRoute, {});
    world.github.state.installations.length = 0;
    world.github.state.tokens.length = 0;
    world.client.forget('ACME');
    expect(await world.client.request('acme', 'catalog', repositoryRoute, {})).toMatchObject({
      type: 'no-installation',
    });
    world.github.install('acme');
    expect(await world.client.request('acme', 'catalog', repositoryRoute, {})).toMatchObject({ status: 200 });
  });

  test('a 404 makes it look the installation up again, because the repository may have changed hands', async () => {
    await using world = await githubWorld();
    await world.client.request('acme', 'catalog', repositoryRoute, {});
    world.github.state.repositories.length = 0;
    expect(await world.client.request('acme', 'catalog', repositoryRoute, {})).toMatchObject({ status: 404 });
    expect(await world.client.request('acme', 'catalog', repositoryRoute, {})).toMatchObject({
      type: 'no-installation',
    });
    expect(world.github.requestsTo(installationRoute)).toHaveLength(2);
  });

  test('the client repeats nothing by itself', async () => {
    await using world = await githubWorld({ timeout: 2_000 });
    const { errorBefore, secondaryLimit, tooManyRequests, resetAfterwards, hangsBefore } = misfortunes;
    const failures = [errorBefore, secondaryLimit, tooManyRequests, resetAfterwards, hangsBefore];
    const results = [];
    for (const failure of failures) {
      world.github.failNext(repositoryRoute, failure);
      results.push(await world.client.request('acme', 'catalog', repositoryRoute, {}));
    }
    expect(results).toMatchObject([
      { type: 'answer', status: 500 },
      { type: 'answer', status: 403 },
      { type: 'answer', status: 429, headers: { 'retry-after': '7' } },
      { type: 'unanswered' },
      { type: 'unanswered' },
    ]);
    expect(world.github.requestsTo(repositoryRoute)).toHaveLength(failures.length);
  });

  test('a call that is stopped while in progress may have been carried out', async () => {
    await using world = await githubWorld();
    await world.client.request('acme', 'catalog', repositoryRoute, {});
    world.github.failNext(repositoryRoute, misfortunes.hangsAfterwards);
    const stop = new AbortController();
    const result = world.client.request('acme', 'catalog', repositoryRoute, {}, stop.signal);
    while (world.github.requestsTo(repositoryRoute).length < 2) await new Promise(setImmediate);
    stop.abort();
    expect(await result).toMatchObject({ type: 'unanswered' });
  });

  test("a refusal of the App's own credentials has its own error, which says what to check", async () => {
    await using world = await githubWorld();
    const options = { webhookSecret: 'x y z', apiUrl: world.github.url, privateKey: world.github.privateKey };
    const client = createGitHubClient(await createAppProbot({ ...options, appId: 1 }), world.now);
    expect(await client.request('acme', 'catalog', repositoryRoute, {})).toMatchObject({
      type: 'unsent',
      message: expect.stringContaining('APP_ID'),
    });
    const broken = createGitHubClient(
      await createAppProbot({ ...options, appId: 4242, privateKey: 'no key' }),
      world.now,
    );
    const result = await broken.request('acme', 'catalog', repositoryRoute, {});
    expect(result).toMatchObject({ type: 'unsent' });
    expect(JSON.stringify(result)).not.toContain('PRIVATE KEY-----');
  });

  test('the default branch is cached for ten minutes, and fetched again on demand', async () => {
    await using world = await githubWorld();
    const ask = (fresh = false) => world.client.defaultBranch('acme', 'catalog', { fresh });
    expect(await ask()).toEqual({ type: 'branch', name: 'main' });
    world.repository.defaultBranch = 'trunk';
    world.pass(599);
    expect(await ask()).toEqual({ type: 'branch', name: 'main' });
    world.pass(2);
    expect(await ask()).toEqual({ type: 'branch', name: 'trunk' });
    world.repository.defaultBranch = 'next';
    expect(await ask(true)).toEqual({ type: 'branch', name: 'next' });
    expect(await world.client.defaultBranch('acme', 'none')).toMatchObject({ type: 'no-installation' });
  });

  test("the client knows the App's login once GitHub has returned it", async () => {
    await using world = await githubWorld();
    world.github.failNext('GET /app', misfortunes.errorBefore);
    expect(await world.client.login()).toBeNull();
    expect([await world.client.login(), await world.client.login()]).toEqual(['catalog-bot[bot]', 'catalog-bot[bot]']);
    expect(world.github.requestsTo('GET /app')).toHaveLength(2);
  });

  test('a server with its API in a folder, as GitHub Enterprise has it, is reached there for tokens too', async () => {
    await using world = await githubWorld();
    const { appId, privateKey, url } = world.github;
    const probot = await createAppProbot({ appId, privateKey, webhookSecret: 'x y z', apiUrl: `${url}/api/v3/` });
    const client = createGitHubClient(probot, world.now);
    expect(await client.request('acme', 'catalog', repositoryRoute, {})).toMatchObject({ status: 200 });
    expect(world.github.requestsTo(tokenRoute)).toHaveLength(1);
  });

  test('concurrent calls share one look-up and one token', async () => {
    await using world = await githubWorld();
    const calls = Array.from({ length: 20 }, () => world.client.request('acme', 'catalog', repositoryRoute, {}));
    for (const result of await Promise.all(calls)) expect(result).toMatchObject({ status: 200 });
    expect(world.github.requestsTo(installationRoute)).toHaveLength(1);
    expect(world.github.requestsTo(tokenRoute)).toHaveLength(1);
  });
});
