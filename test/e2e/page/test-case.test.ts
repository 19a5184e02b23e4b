import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeGitHub, type Repository, startFakeGitHub } from '../../fakes/github/index.ts';
import { startAppServer } from '../harness/github.ts';
import type { Server } from '../harness/server.ts';
import { automation, created, webhook } from '../harness/shapes.ts';
import { expectAccessible, hasBrowser, launch, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';

describe.skipIf(!hasBrowser)('e2e/page/test-case (needs Chromium)', () => {
  let browser: Browser;
  let github: FakeGitHub;
  let repository: Repository;
  let server: Server;
  beforeAll(async () => {
    browser = await launch();
    github = await startFakeGitHub();
    github.install('acme', { actions: 'write', contents: 'write', pull_requests: 'write' });
    repository = github.addRepository('acme/catalog');
    server = await startAppServer(github);
    const on = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    const nearly = (name: string) =>
      automation(name, on, webhook('https://example.com'), ['.diff.after.properties.tier == "gold"']);
    await server.call('POST', '/v1/automations/sync', {
      ...{ path: 'automations', source: 'acme/catalog' },
      definitions: [{ file: 'automations/owned.yml', automation: nearly('owned') }],
    });
    await server.automate(nearly('free'));
    await server.emit(created('service', 'shop', { tier: 'Gold', email: 'ada@acme.example' }, { id: 'shop-1' }));
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await github?.[Symbol.asyncDispose]();
  });

  async function open(page: Page, name: string) {
    await signIn(page, server);
    await page.goto('/events/shop-1');
    await page.getByRole('button', { name: `Save as a test of ${name}` }).click();
    const dialog = page.getByRole('dialog', { name: `Test of ${name}` });
    await dialog.getByText('handles shop-1').waitFor();
    return dialog;
  }

  test.each(Object.entries(looks))('an event is saved as a test, without what is private: %s', async (name, look) => {
    await using tab = await openTab(browser, server, look);
    const { page } = tab;
    const dialog = await open(page, 'free');
    const shown = await dialog.getByRole('region', { name: 'The test' }).textContent();
    expect(shown).toContain('someone@example.com');
    expect(shown).not.toContain('ada@acme.example');
    expect(await dialog.getByRole('button', { name: 'Open a pull request' }).count()).toBe(0);
    await expectAccessible(page);
    await shoot(page, `test-case-${name}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('free.test.yml');
    expect(await readFile(await download.path(), 'utf8')).toBe(shown);
  });

  test('what should have happened goes into the pull request for its repository', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    const dialog = await open(page, 'owned');
    await dialog.getByText('It expects no match, and belongs in').waitFor();
    await dialog.getByLabel('It expects').selectOption('A match');
    await dialog.getByText('It expects a match, and belongs in').waitFor();
    await dialog.getByText('the definition here does not match').waitFor();
    await dialog.getByRole('button', { name: 'Open a pull request' }).click();
    const opened = page.getByRole('dialog', { name: 'Pull request opened' });
    await opened.getByText('+    expect: match').waitFor();
    await expectAccessible(page);
    const [pull] = repository.opened;
    const written = repository.branches.get(pull?.head ?? '')?.get('automations/owned.test.yml');
    expect(written).toContain('handles shop-1');
  });
});
