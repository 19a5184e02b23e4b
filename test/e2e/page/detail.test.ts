import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { Server } from '../harness/server.ts';
import { expectAccessible, hasBrowser, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';
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

describe.skipIf(!hasBrowser)('e2e/page/detail (needs Chromium)', () => {
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
    await signIn(page, server);
    await page.goto(`/events/${encodeURIComponent(eventId)}`);
    const explanation = page.getByRole('region', { name: 'Why automations do or do not match it' });
    await explanation.getByRole('heading', { level: 3 }).first().waitFor();
    await expect
      .poll(() => explanation.getByRole('heading', { level: 3 }).allTextContents())
      .toEqual([' welcome', ' nearlyNear miss']);
    const miss = explanation.locator('.near-miss');
    await expect.poll(() => miss.getByRole('deletion').textContent()).toContain('"Gold"');
    await expect.poll(() => miss.getByRole('insertion').textContent()).toContain('"gold"');
    await explanation.getByText('1 automation does not match').click();
    await explanation.getByRole('heading', { name: 'unrelated' }).waitFor();
    await expectAccessible(page);
    await shoot(page, `event-${name}`);

    await expect
      .poll(() => explanation.locator('.near-miss').getByRole('button', { name: 'Apply this correction' }).count())
      .toBe(1);

    await page.goto(`/runs/${runId}`);
    const why = page.getByRole('region', { name: 'Why it fired' });
    await why.getByText('.diff.after.properties.tier is "gold"', { exact: true }).waitFor();
    await expect
      .poll(() => why.locator('.read').first().getAttribute('title'))
      .toBe('.diff.after.properties.tier is "gold"');
    await page.getByText('Attempt 1').first().waitFor();
    await expect.poll(() => page.getByRole('region', { name: 'Request' }).textContent()).toContain('world');
    const [sent, received] = await Promise.all(
      ['Request', 'Response'].map((part) => page.getByRole('region', { name: part }).boundingBox()),
    );
    // Side by side, and on a phone below each other.
    const isBelow = Number(received?.y) >= Number(sent?.y) + Number(sent?.height);
    expect(isBelow).toBe(name === 'phone');
    await expectAccessible(page);
    await shoot(page, `run-${name}`);
    await page.getByRole('region', { name: 'Why it fired' }).getByRole('link', { name: 'Event' }).click();
    await explanation.waitFor();
    await page.keyboard.press('n');
    await page.waitForURL('**/automations/new');
  });

  test('a near miss of an event is applied in the editor, tried on that event, and saved by hand', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto(`/events/${encodeURIComponent(eventId)}`);
    const miss = page.getByRole('region', { name: 'Why automations do or do not match it' }).locator('.near-miss');
    await miss.getByRole('button', { name: 'Apply this correction' }).click();
    await page.waitForURL('**/automations/nearly');
    await page.getByText('The correction has been made here but is not saved yet.').waitFor();
    const bench = page.getByRole('region', { name: 'Test bench' });
    await bench.getByText('Matches this event').waitFor();
    await expect.poll(() => page.getByLabel('Try it on').inputValue()).toBe(`event ${eventId}`);
    await page.getByRole('tab', { name: 'Trigger' }).click();
    await expect
      .poll(() => page.getByLabel('Condition 1', { exact: true }).inputValue())
      .toBe('.diff.after.properties.tier == "gold"');
    await expectAccessible(page);
    const stored = async () => {
      const answer = await server.call<{ action: JsonObject }>('GET', '/v1/actions/nearly');
      return JSON.stringify(answer);
    };
    expect(await stored()).toContain('Gold');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(stored).not.toContain('Gold');
  });
});
