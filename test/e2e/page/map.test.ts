import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { AutomationMap } from '../../../src/core/views/map-view.ts';
import { type Server, startServer } from '../harness/server.ts';
import { expectAccessible, hasBrowser, launch, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';

/** An automation for updated entities of a blueprint; `writes` another one. */
function automation(identifier: string, blueprintIdentifier: string, writes?: string): JsonObject {
  const upsert = {
    type: 'UPSERT_ENTITY',
    blueprintIdentifier: writes ?? '',
    mapping: { identifier: '{{ .event.context.entityIdentifier }}', properties: { at: '{{ now }}' } },
  };
  return {
    identifier,
    title: `${identifier.replaceAll('_', ' ')}`,
    trigger: { type: 'automation', event: { type: 'ENTITY_UPDATED', blueprintIdentifier } },
    invocationMethod: writes === undefined ? { type: 'WEBHOOK', url: 'https://example.com/hook' } : upsert,
    publish: true,
  };
}

describe.skipIf(!hasBrowser)('e2e/page/map (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    browser = await launch();
    server = await startServer();
    await server.automate(
      automation('Score_services', 'service', 'scorecard'),
      automation('Open_a_ticket', 'scorecard', 'ticket'),
      automation('Tell_the_owner', 'scorecard'),
      automation('Assign_the_ticket', 'ticket', 'ticket'),
      automation('Mirror_to_the_wiki', 'page', 'wiki'),
      automation('Mirror_from_the_wiki', 'wiki', 'page'),
      automation('Notify_on_deploys', 'deployment'),
      automation('Archive_deploys', 'deployment'),
      automation('Restart_pods', 'cluster'),
    );
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  test('the API returns connections and cycles, and updates them after a change', async () => {
    const read = async () => (await server.call<{ map: AutomationMap }>('GET', '/v1/automations/map')).map;
    const { nodes, edges, groups } = await read();
    expect(
      nodes
        .filter(({ cycle }) => cycle)
        .map(({ identifier }) => identifier)
        .sort(),
    ).toEqual(['Assign_the_ticket', 'Mirror_from_the_wiki', 'Mirror_to_the_wiki']);
    expect(edges.find(({ from }) => from === 'automation:Score_services')).toMatchObject({ cycle: false });
    expect(groups.map(({ title }) => title)).toEqual(['deployment', 'cluster']);
    await server.automate(automation('Late', 'late'));
    expect((await read()).nodes.map(({ identifier }) => identifier)).toContain('Late');
    await server.call('DELETE', '/v1/actions/Late');
  });

  test.each(Object.entries(looks))('shows what triggers what as a drawing and as text: %s', async (look, options) => {
    await using tab = await openTab(browser, server, options);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/map');
    await page.getByText('3 automations in a cycle').waitFor();
    await expectAccessible(page);
    await shoot(page, `map-${look}`);
    await page.getByText('As text: what triggers what').click();
    const line = page.getByRole('listitem').filter({ hasText: 'Score services can trigger' });
    await expect
      .poll(() => line.getByRole('link').allTextContents())
      .toEqual(['Score services', 'Open a ticket', 'Tell the owner']);
    await expectAccessible(page);
  });

  test('moves by mouse and keyboard, and its links open automations', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/map');
    const canvas = page.getByRole('region', { name: /^Map/ });
    const node = canvas.getByRole('link', { name: /^Score services/ });
    const left = async () => (await node.boundingBox())?.x ?? 0;
    const before = await left();
    await canvas.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(left).toBeCloseTo(before - 64, 0);
    const { x = 0, y = 0 } = (await canvas.boundingBox()) ?? {};
    await page.mouse.move(x + 20, y + 320);
    await page.mouse.down();
    await page.mouse.move(x + 70, y + 320, { steps: 5 });
    await page.mouse.up();
    await expect.poll(left).toBeCloseTo(before - 14, 0);
    const width = async () => (await node.boundingBox())?.width ?? 0;
    const narrow = await width();
    await page.mouse.wheel(0, -200);
    await expect.poll(width).toBeGreaterThan(narrow * 1.2);
    await page.getByRole('button', { name: 'Fit' }).click();
    await page.getByLabel('Find automations').fill('restart');
    await page.getByText('1 of 9 automations').waitFor();
    await canvas.getByRole('link', { name: /^Restart pods/ }).click();
    await page.waitForURL('**/automations/Restart_pods');
  });
});
