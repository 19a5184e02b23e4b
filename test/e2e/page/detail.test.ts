import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { Server } from '../harness/server.ts';
import { expectAccessible, hasBrowser, looks, openTab, signIn } from './browser.ts';
import { addService, type PageWorld, startPageWorld } from './world.ts';

/** An automation for new entities of a blueprint. */
function automation(identifier: string, url: string, blueprintIdentifier: string, expression?: string): JsonObject {
  const condition = expression && { condition: { type: 'JQ', expressions: [expression], combinator: 'and' } };
  return {
    identifier,
    trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier }, ...condition },
    invocationMethod: { type: 'WEBHOOK', url, synchronized: true, body: { hello: 'world' } },
    publish: true,
  };
}

describe.skipIf(!hasBrowser)('e2e/page/detail (needs /usr/bin/chromium)', () => {
  let world: PageWorld;
  let browser: Browser;
  let server: Server;
  let runId = '';
  let eventId = '';
  beforeAll(async () => {
    world = await startPageWorld();
    ({ browser, server } = world);
    const url = world.sink.at('/hook');
    await server.automate(
      automation('unrelated', url, 'team'),
      automation('nearly', url, 'service', '.diff.after.properties.tier == "Gold"'),
      automation('welcome', url, 'service', '.diff.after.properties.tier == "gold"'),
    );
    ({ runId, eventId } = await addService(server, undefined, { tier: 'gold' }));
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  test.each(Object.entries(looks))('an event explains itself, and a run shows its attempt: %s', async (name, look) => {
    await using tab = await openTab(browser, server, look);
    const { page } = tab;
    await page.goto(`/events/${encodeURIComponent(eventId)}`);
    await signIn(page, server);
    const explanation = page.getByRole('region', { name: 'Why automations match it, or not' });
    await explanation.getByRole('heading', { level: 3 }).first().waitFor();
    expect(await explanation.getByRole('heading', { level: 3 }).allTextContents()).toEqual([
      ' welcome',
      ' nearlyNear miss',
    ]);
    const miss = explanation.locator('.near-miss');
    expect(await miss.getByRole('deletion').textContent()).toContain('"Gold"');
    expect(await miss.getByRole('insertion').textContent()).toContain('"gold"');
    await explanation.getByText('1 automation does not match').click();
    await explanation.getByRole('heading', { name: 'unrelated' }).waitFor();
    await expectAccessible(page);
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/event-${name}.png`, fullPage: true });

    await page.goto(`/runs/${runId}`);
    await page.getByText('Attempt 1').first().waitFor();
    expect(await page.getByRole('region', { name: 'Request' }).textContent()).toContain('world');
    const [sent, received] = await Promise.all(
      ['Request', 'Response'].map((part) => page.getByRole('region', { name: part }).boundingBox()),
    );
    // Side by side, and on a phone below each other.
    const isBelow = Number(received?.y) >= Number(sent?.y) + Number(sent?.height);
    expect(isBelow).toBe(name === 'phone');
    await expectAccessible(page);
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/run-${name}.png`, fullPage: true });
    await page.getByRole('region', { name: 'Why it fired' }).getByRole('link', { name: 'Event' }).click();
    await explanation.waitFor();
    await page.keyboard.press('n');
    await page.waitForURL('**/automations/new');
  });
});
