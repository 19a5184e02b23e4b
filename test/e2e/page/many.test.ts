import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../harness/server.ts';
import { many, plain } from '../harness/sync.ts';
import { expectAccessible, hasBrowser, launch, signIn } from './browser.ts';
import { openTab } from './tab.ts';

const count = 10_000;

describe.skipIf(!hasBrowser)('e2e/page/many (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    browser = await launch();
    server = await startServer();
    const all = [...many(count - 1, 'one'), plain('zebra', { title: 'The last one', publish: false })];
    const definitions = all.map((automation) => ({ file: 'automations/all.yml', automation }));
    await server.call('POST', '/v1/automations/sync', { path: 'automations', source: 'acme/many', definitions });
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  test('ten thousand automations are shown a page at a time, searched and filtered, and Back finds the place', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations');
    const rows = page.getByRole('region', { name: 'Automations' }).getByRole('switch');
    await page.getByText('10,000 automations', { exact: true }).waitFor();
    await expect.poll(() => rows.count()).toBe(50);
    // Before more of the same is loaded: the check takes time for each row.
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Load more' }).click();
    await expect.poll(() => rows.count()).toBe(250);
    const link = page.getByRole('main').getByRole('link', { name: 'one-1205', exact: true });
    await link.scrollIntoViewIfNeeded();
    const before = await link.boundingBox();
    await link.click();
    await page.getByRole('tab', { name: 'Basic details' }).waitFor();
    await page.goBack();
    await link.waitFor();
    await expect.poll(() => rows.count()).toBe(250);
    expect((await link.boundingBox())?.y).toBe(before?.y);
    await page.getByLabel('Search automations').fill('last one');
    await page.getByText('1 automation', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'The last one' }).waitFor();
    await page.getByLabel('Search automations').fill('');
    await page.getByLabel('State').selectOption('Off');
    await page.getByText('1 automation', { exact: true }).waitFor();
    await expect.poll(() => rows.count()).toBe(1);
  });
});
