import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { type FakeGitHub, type Repository, startFakeGitHub } from '../../fakes/github/index.ts';
import { startAppServer } from '../harness/github.ts';
import type { Server } from '../harness/server.ts';
import { plain } from '../harness/sync.ts';
import { expectAccessible, hasBrowser, launch, pasteInto, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';

const yaml = `# The rota reads this.
identifier: owned
trigger: { type: automation, event: { type: ENTITY_CREATED, blueprintIdentifier: unused } }
invocationMethod: { type: WEBHOOK, url: https://example.com, synchronized: true, body: { runId: "{{ .run.id }}" } }
publish: true # on
`;

describe.skipIf(!hasBrowser)('e2e/page/history (needs Chromium)', () => {
  let browser: Browser;
  let github: FakeGitHub;
  let repository: Repository;
  let server: Server;
  beforeAll(async () => {
    browser = await launch();
    github = await startFakeGitHub();
    const { people } = github;
    github.install('acme', { actions: 'write', contents: 'write', pull_requests: 'write', members: 'read' });
    github.install('readers', { actions: 'write', contents: 'read' });
    repository = github.addRepository('acme/catalog', { 'automations/owned.yml': yaml });
    github.addRepository('readers/catalog', { 'automations/read.yml': yaml.replace('owned', 'read') });
    people.members.set('acme/ada', 'active');
    people.rights.set('acme/catalog ada', 'write');
    server = await startAppServer(github, {
      GITHUB_CLIENT_ID: people.signIn.clientId,
      GITHUB_CLIENT_SECRET: people.signIn.clientSecret,
    });
    people.signIn.callback = `${server.url}/sign-in/callback`;
    const sync = (source: string, file: string, automation: JsonObject) =>
      server.call('POST', '/v1/automations/sync', { path: 'automations', source, definitions: [{ file, automation }] });
    await sync('acme/catalog', 'automations/owned.yml', plain('owned'));
    await sync('readers/catalog', 'automations/read.yml', plain('read'));
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await github?.[Symbol.asyncDispose]();
  });

  test.each(Object.entries(looks))('shows who changed what, and brings a version back: %s', async (name, look) => {
    await using tab = await openTab(browser, server, look);
    const { page } = tab;
    await server.automate(plain(name, { title: 'First' }));
    await server.call('PUT', `/v1/actions/${name}`, plain(name, { title: 'Second' }));
    await signIn(page, server);
    await page.goto(`/automations/${name}/history`);
    await page.getByText('created it').waitFor();
    await page.getByText('What changed').first().click();
    await page.getByText('-  "title": "First"').waitFor();
    await page.getByText('+  "title": "Second"').waitFor();
    await expectAccessible(page);
    await expect.poll(() => page.getByText('Current').count()).toBe(1);
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByRole('button', { name: '1 new' }).click();
    await page.getByText('3 changes').waitFor();
    expect(await server.call('GET', `/v1/actions/${name}`)).toMatchObject({ action: { title: 'First' } });
  });

  test('a person signs in with GitHub, and a switch becomes a pull request', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    github.people.person = 'ada';
    await page.goto('/automations');
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('switch', { name: 'owned is active' }).waitFor();
    await page.getByRole('switch', { name: 'owned is active' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pull request opened' });
    await dialog.getByText('+publish: false # on').waitFor();
    await expectAccessible(page);
    const [pull] = repository.opened;
    await expect
      .poll(() => dialog.getByRole('link').getAttribute('href'))
      .toContain(`/acme/catalog/pull/${pull?.number}`);
    expect(pull?.body).toContain('by ada on the page');
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect(await server.call('GET', '/v1/actions/owned')).toMatchObject({ action: { publish: true } });
  });

  test('a change in the editor becomes a pull request with its line alone', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations/owned');
    await page.getByLabel('Title').fill('Owned by acme');
    await page.getByRole('button', { name: 'Propose changes' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pull request opened' });
    await dialog.getByText('+title: Owned by acme').waitFor();
    const branch = repository.branches.get(repository.opened.at(-1)?.head ?? '');
    const lines = branch?.get('automations/owned.yml')?.split('\n') ?? [];
    expect(lines.filter((line) => !yaml.split('\n').includes(line))).toEqual(['title: Owned by acme']);
  });

  test('a new automation may be defined in a repository that owns some already', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations/new');
    await page.getByLabel('Where it is defined').selectOption('acme/catalog:automations');
    await page.getByRole('tab', { name: 'JSON' }).click();
    const text = JSON.stringify(plain('fresh', { title: 'Fresh' }));
    await pasteInto(page.getByRole('textbox', { name: 'Definition' }), text);
    await page.getByText('No problems found').waitFor();
    await page.getByRole('button', { name: 'Propose automation' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pull request opened' });
    await dialog.getByText('+title: Fresh').waitFor();
    const branch = repository.branches.get(repository.opened.at(-1)?.head ?? '');
    expect(branch?.get('automations/fresh.yml')).toContain('identifier: fresh');
    expect((await server.send('GET', '/v1/actions/fresh')).status).toBe(404);
  });

  test('without the permission for a pull request it shows the change and a link to the editor', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations');
    await page.getByRole('switch', { name: 'read is active' }).click();
    const dialog = page.getByRole('dialog', { name: 'No pull request yet' });
    await dialog.getByText('-publish: true # on').waitFor();
    await expectAccessible(page);
    const link = await dialog.getByRole('link').getAttribute('href');
    expect(link).toBe(`${github.url}/readers/catalog/edit/main/automations/read.yml`);
  });
});
