import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Server } from '../harness/server.ts';
import { expectAccessible, hasBrowser, signIn } from './browser.ts';
import { openTab } from './tab.ts';
import { type PageWorld, startPageWorld } from './world.ts';

/** Would run if any view made HTML of it, and turns around whatever follows it on the line unless it is isolated. */
const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\u202egnp';

/** Text that turns around what is beside it: inside an element that isolates it, or alone. As text: tests know no browser. */
const unisolated = `(() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!node.data.includes('\u202e')) continue;
    let at = node.parentElement;
    while (/^inline$/.test(getComputedStyle(at).display) && !/isolate|plaintext/.test(getComputedStyle(at).unicodeBidi)) {
      at = at.parentElement;
    }
    const isOwn = /^(BDI|CODE|PRE|DEL|INS|TEXTAREA|OPTION|text|tspan)$/.test(at.tagName);
    if (!isOwn && at.textContent.trim() !== node.data.trim()) found.push(at.outerHTML.slice(0, 300));
  }
  return found;
})()`;

describe.skipIf(!hasBrowser)('e2e/page/hostile (needs Chromium)', () => {
  let world: PageWorld;
  let browser: Browser;
  let server: Server;
  let runId = '';
  let eventId = '';
  beforeAll(async () => {
    world = await startPageWorld();
    ({ browser, server } = world);
    await server.call('POST', '/v1/blueprints', {
      identifier: 'service',
      title: hostile,
      schema: { properties: { tier: { type: 'string', title: hostile, description: hostile } }, required: [] },
      relations: {},
    });
    const on = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    const expressions = [`.diff.after.properties.tier == ${JSON.stringify(hostile)}`];
    await server.automate({
      ...{ identifier: 'hostile', title: hostile, description: hostile, icon: hostile, publish: true },
      trigger: { type: 'automation', event: on, condition: { type: 'JQ', expressions, combinator: 'and' } },
      invocationMethod: {
        ...{ type: 'WEBHOOK', url: world.sink.at('/hook', { status: 400, body: hostile }), synchronized: true },
        headers: { 'x-text': 'plain' },
        body: { [hostile]: hostile, tier: '{{ .event.diff.after.properties.tier }}' },
      },
    });
    await server.automate({
      ...{ identifier: 'failing', title: hostile, publish: true },
      trigger: {
        type: 'automation',
        event: on,
        condition: { type: 'JQ', expressions: [`error(${JSON.stringify(hostile)})`], combinator: 'and' },
      },
      invocationMethod: { type: 'WEBHOOK', url: world.sink.at('/never') },
    });
    const [event] = await server.emit({
      ...{ id: 'hostile-event', action: 'CREATE', resourceType: 'entity' },
      trigger: { by: { userId: hostile, orgId: 'org' }, origin: hostile, at: '2026-11-01T00:00:00Z' },
      context: { blueprintIdentifier: 'service', entityIdentifier: 'hostile-entity' },
      diff: {
        before: null,
        after: {
          identifier: hostile,
          title: hostile,
          blueprint: 'service',
          properties: { tier: hostile, [hostile]: 1 },
        },
      },
    });
    eventId = event?.id ?? '';
    runId = event?.runs[0]?.id ?? '';
    await server.runIn(runId);
    await server.upsert('service', { identifier: 'checkout', title: hostile, properties: { tier: hostile } });
    await server.call('POST', '/v1/actions/hostile/pause', { reason: hostile });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  async function expectHarmless(page: Page): Promise<void> {
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.locator('main img, main script, dialog img').count()).toBe(0);
    expect([page.url(), await page.evaluate(unisolated)]).toEqual([page.url(), []]);
  }

  test('every view shows hostile content as isolated text', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations');
    const [event, run] = [encodeURIComponent(eventId), runId];
    for (const path of [
      ...['/automations', '/automations/hostile/history', '/runs', `/runs/${run}`, '/events', `/events/${event}`],
      ...[`/events?entity=${encodeURIComponent(hostile)}`, `/runs?search=${encodeURIComponent(hostile)}`],
      ...[`/runs?automation=${encodeURIComponent(hostile)}`, `/catalog/${encodeURIComponent(hostile)}`],
      ...['/map', '/catalog', '/catalog/service', '/catalog/service/checkout', '/targets', '/health', '/audit-log'],
    ]) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      // Nothing is being loaded any more.
      await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
      for (const fold of await page.locator('main summary').all()) await fold.click();
      await expectHarmless(page);
    }
    await expectAccessible(page);
  });

  test("the editor's views and dialogs show hostile content as text", async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations/hostile');
    for (const name of ['Basic details', 'Trigger', 'Backend', 'JSON', 'YAML']) {
      await page.getByRole('tab', { name }).click();
      await page.getByRole('tabpanel', { name }).waitFor();
      await expectHarmless(page);
    }
    await page.goto(`/events/${encodeURIComponent(eventId)}`);
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('This would start 1 run').waitFor();
    await expectHarmless(page);
  });
});
