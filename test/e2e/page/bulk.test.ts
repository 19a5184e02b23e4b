import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allPermissions, thing } from '../../app/import/import-world.ts';
import { type FakeGitHub, startFakeGitHub } from '../../fakes/github/index.ts';
import { startAppServer } from '../harness/github.ts';
import type { Server } from '../harness/server.ts';
import { automation, created, webhook } from '../harness/shapes.ts';
import { type Sink, startSink } from '../harness/sink.ts';
import { expectAccessible, hasBrowser, launch, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';

describe.skipIf(!hasBrowser)('e2e/page/bulk (needs Chromium)', () => {
  let browser: Browser;
  let github: FakeGitHub;
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    [browser, github, sink] = await Promise.all([launch(), startFakeGitHub(), startSink()]);
    github.install('acme', allPermissions);
    github.addRepository('acme/platform').listed.set(
      'issues',
      Array.from({ length: 30 }, (_, index) => thing(index + 1)),
    );
    server = await startAppServer(github, { ALLOWED_HOSTS: sink.host });
    await server.emit(...['a', 'b', 'c'].map((name) => created('service', name)), created('team', 'other'));
    const on = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    await server.automate(
      automation('late', on, webhook(sink.at('/late'))),
      automation('choosy', on, webhook(sink.at('/choosy')), ['.context.entityIdentifier == "a"']),
    );
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await github?.[Symbol.asyncDispose]();
    await sink?.[Symbol.asyncDispose]();
  });

  test.each(Object.entries(looks))(
    'all filtered events are replayed, after it was shown what they would start: %s',
    async (name, look) => {
      await using tab = await openTab(browser, server, look);
      const { page } = tab;
      await signIn(page, server);
      await page.goto('/events');
      await page.getByText('Filter the events first').waitFor();
      expect(await page.getByRole('button', { name: 'Replay all' }).isDisabled()).toBe(true);
      const jq = new URLSearchParams({ jq: '.context.entityIdentifier != "other"' });
      await page.goto(`/events?blueprint=service&${jq}`);
      await page.getByRole('button', { name: 'Replay all' }).click();
      const dialog = page.getByRole('dialog', { name: 'Replay the filtered events' });
      await dialog.getByText('This would replay 3 events. They would start:').waitFor();
      await expect
        .poll(() => dialog.getByRole('listitem').allTextContents())
        .toEqual([' choosy 1 run', ' late 3 runs']);
      await expectAccessible(page);
      await shoot(page, `replay-all-${name}`);
      await dialog.getByLabel('To').selectOption('choosy');
      await expect.poll(() => dialog.getByRole('listitem').allTextContents()).toEqual([' choosy 1 run']);
      await dialog.getByRole('button', { name: 'Replay 3 events' }).click();
      const job = page.getByRole('list', { name: 'Bulk jobs' }).getByRole('listitem').first();
      await job.getByText('3 of 3 events processed · 1 started').waitFor();
      await expectAccessible(page);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    },
  );

  test.each(Object.entries(looks))(
    'existing objects on GitHub are imported, with visible progress: %s',
    async (name, look) => {
      await using tab = await openTab(browser, server, look);
      const { page } = tab;
      await signIn(page, server);
      await page.goto('/catalog');
      await page.getByRole('button', { name: 'Import from GitHub' }).click();
      const dialog = page.getByRole('dialog', { name: 'Import from GitHub' });
      await expectAccessible(page);
      await shoot(page, `import-${name}`);
      tab.expectStatus(404);
      await dialog.getByLabel('Account or repositories').fill('nobody');
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await dialog.getByRole('alert').waitFor();
      await dialog.getByLabel('Account or repositories').fill('acme/platform');
      await page.keyboard.press('Enter');
      const job = page.getByRole('list', { name: 'Bulk jobs' }).getByRole('listitem').first();
      await job.getByText('1 of 1 repositories').waitFor();
      await job.getByText('Done').waitFor();
      await page.getByRole('link', { name: 'githubIssue' }).or(page.getByText('githubIssue')).first().waitFor();
      await expectAccessible(page);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    },
  );
});
