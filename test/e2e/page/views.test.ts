import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { Server } from '../harness/server.ts';
import { expectAccessible, hasBrowser, signIn, signInByForm } from './browser.ts';
import { looks, openTab } from './tab.ts';
import { addService, type PageWorld, startPageWorld } from './world.ts';

const hostile = '<img src=x onerror=alert(1)>\u202egnp';

/** An automation for new services that calls an address. */
function onNewService(url: string): JsonObject {
  return {
    identifier: 'welcome',
    title: hostile,
    trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' } },
    invocationMethod: { type: 'WEBHOOK', url, synchronized: true },
    publish: true,
  };
}

describe.skipIf(!hasBrowser)('e2e/page/views (needs Chromium)', () => {
  let world: PageWorld;
  let browser: Browser;
  let server: Server;
  let runId = '';
  let eventId = '';
  beforeAll(async () => {
    world = await startPageWorld();
    ({ browser, server } = world);
    await server.automate(onNewService(world.sink.at('/hook')));
    ({ runId, eventId } = await addService(server, hostile));
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  test('an unknown address shows the page with its navigation, but only to a browser', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    tab.expectStatus(404);
    const answer = await page.goto('/nope');
    expect(answer?.status()).toBe(404);
    expect(answer?.headers()['content-security-policy']).toContain("script-src 'self'");
    await signInByForm(page, server);
    await page.getByText('There is nothing at /nope').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(await server.send('GET', '/nope')).toMatchObject({ status: 404, body: { error: 'not_found' } });
  });

  test('the keyboard focus moves to what a link or a key has opened, and the window title says what it shows', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/runs');
    await page.getByRole('main').getByRole('link', { name: 'welcome' }).click();
    await page.getByText('Why it fired').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    expect(await page.title()).toBe(`${runId} · Runs · Catalog Automations`);
    await page.keyboard.press('n');
    const title = page.getByLabel('Title');
    await title.waitFor();
    await page.keyboard.type('Tell the team');
    await expect.poll(() => title.inputValue()).toBe('Tell the team');
    page.on('dialog', (dialog) => void dialog.accept());
  });

  test('a run that succeeded has no column for an error', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto(`/runs/${runId}`);
    await page.getByRole('region', { name: 'Response' }).waitFor();
    expect(await page.getByRole('region', { name: 'Error' }).count()).toBe(0);
  });

  test.each(Object.entries(looks))('every view is accessible and shows what happened as text: %s', async (_, look) => {
    await using tab = await openTab(browser, server, look);
    const { page } = tab;
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await expectAccessible(page);
    await signInByForm(page, server);
    for (const [path, text] of [
      ['/automations', 'service is created'],
      ['/runs', 'Succeeded · 1 attempt'],
      [`/runs/${runId}`, 'Why it fired'],
      ['/events', 'service checkout'],
      [`/events/${encodeURIComponent(eventId)}`, 'Changed by'],
    ] as const) {
      await page.goto(path);
      await page.getByText(text).first().waitFor();
      await expectAccessible(page);
      expect(await page.locator('img').count()).toBe(0);
    }
  });

  test('filters live in the address, and Back returns to them', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/runs');
    await page.getByLabel('Status').selectOption('FAILURE');
    await page.getByText('No run matches these filters').waitFor();
    expect(new URL(page.url()).search).toBe('?status=FAILURE');
    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByRole('heading', { name: 'Events' }).waitFor();
    await page.goBack();
    await page.getByText('No run matches these filters').waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
  });
});
