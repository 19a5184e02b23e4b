import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { many } from '../harness/sync.ts';
import { expectAccessible, hasBrowser, openTab, signIn } from './browser.ts';
import { type PageWorld, startPageWorld } from './world.ts';

const count = 10_000;

describe.skipIf(!hasBrowser)('e2e/page/many (needs /usr/bin/chromium)', () => {
  let world: PageWorld;
  beforeAll(async () => {
    world = await startPageWorld();
    const definitions = many(count, 'one').map((automation) => ({ file: 'automations/all.yml', automation }));
    const set = { path: 'automations', source: 'acme/catalog', definitions };
    await world.server.call('POST', '/v1/automations/sync', set);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  test('a list of 10,000 automations is searched, filtered and shown in parts', async () => {
    const { browser, server } = world;
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await page.goto('/automations');
    await signIn(page, server);
    const rows = page.getByRole('main').getByRole('switch');
    await expect.poll(() => rows.count()).toBe(50);
    await page.getByLabel('Source').selectOption({ label: `acme/catalog:automations (${count})` });
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => rows.count()).toBe(100);
    await expectAccessible(page);
    await page.getByLabel('Search automations').fill('one-9999');
    await page.getByRole('link', { name: 'one-9999' }).waitFor();
    await expect.poll(() => rows.count()).toBe(1);
  });
});
