import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../harness/server.ts';
import { automation, entity, entityEvent, webhook } from '../harness/shapes.ts';
import { expectAccessible, hasBrowser, launch, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';

describe.skipIf(!hasBrowser)('e2e/page/bench (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    browser = await launch();
    server = await startServer({ SECRET_TOKEN: 'a-secret-of-this-test' });
    await server.call('POST', '/v1/blueprints', {
      identifier: 'service',
      schema: {
        properties: {
          tier: { type: 'string', enum: ['gold', 'silver'] },
          cpuUsage: { type: 'number' },
          language: { type: 'string' },
        },
        required: [],
      },
      relations: { team: { target: 'team', many: false } },
    });
    const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    const body = { service: '{{ .event.diff.after.title }}', token: '{{ .secrets.TOKEN }}' };
    await server.automate({
      title: 'Welcome services of tier gold',
      ...automation('welcome', trigger, webhook('https://example.com/hook', body), [
        '.diff.after.properties.tier == "Gold"',
        '.diff.after.properties.cpuUsage > 0',
      ]),
    });
    // With a property that the blueprint does not know.
    const properties = { tier: 'gold', cpuUsage: 3, owner: 'ada' };
    const after = entity('service', 'checkout', properties, { title: 'Checkout' });
    await server.emit(entityEvent('service', 'checkout', { after }));
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  const bench = (page: Page) => page.getByRole('region', { name: 'Test bench' });

  async function open(page: Page, tab: string): Promise<void> {
    await signIn(page, server);
    await page.goto('/automations/welcome');
    await page.getByRole('tab', { name: tab }).click();
    await bench(page).getByText('Does not match this event').waitFor();
  }

  test.each(Object.entries(looks))('a definition is tried on a sample as it is typed: %s', async (name, look) => {
    await using tab = await openTab(browser, server, look);
    const { page } = tab;
    await open(page, 'Trigger');
    await bench(page).getByText('Sample: generated from the trigger and its blueprint').waitFor();
    await bench(page).getByText('.diff.after.properties.tier is "gold"', { exact: true }).waitFor();
    const request = bench(page).getByRole('region', { name: 'The request that it would send' });
    await expect.poll(() => request.textContent()).toContain('[secret TOKEN]');
    await expectAccessible(page);
    await shoot(page, `bench-${name}`);
    await bench(page).getByRole('button', { name: 'Apply this correction' }).click();
    await bench(page).getByText('Matches this event').waitFor();
    await expect
      .poll(() => page.getByLabel('Condition 1', { exact: true }).inputValue())
      .toBe('.diff.after.properties.tier == "gold"');
    await page.getByLabel('Condition 2', { exact: true }).fill('.diff.after.properties.cpuUsage > 5');
    await bench(page).getByText('Does not match this event').waitFor();
    await page.getByLabel('How conditions combine').selectOption('or');
    await bench(page).getByText('Matches this event').waitFor();
    expect((await server.runs()).length).toBe(0);
  });

  test('a click in the event inserts its path into the condition, and as a template into the request', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await open(page, 'Trigger');
    const leaf = (name: string) =>
      bench(page)
        .getByRole('treeitem', { name: `${name} ` })
        .first();
    await leaf('cpuUsage').click();
    await bench(page).getByText('place the cursor in a condition or a template first').waitFor();
    const condition = page.getByLabel('Condition 2', { exact: true });
    await condition.fill('');
    await leaf('language').click();
    await expect.poll(() => condition.inputValue()).toBe('.diff.after.properties.language');
    expect(await page.evaluate('document.activeElement.id')).toBe(await condition.getAttribute('id'));
    await page.getByRole('tab', { name: 'Backend' }).click();
    await page.getByRole('textbox', { name: 'URL' }).fill('https://example.com/');
    await leaf('language').focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.getByRole('textbox', { name: 'URL' }).inputValue())
      .toBe('https://example.com/{{ .event.diff.after.properties.language }}');
    await bench(page).getByText('https://example.com/text').waitFor();
  });

  test('the tree follows the arrow keys', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await open(page, 'Trigger');
    const tree = bench(page).getByRole('tree', { name: 'The event' });
    const current = () => tree.locator('[aria-selected=true]').textContent();
    await tree.getByRole('treeitem').first().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    const parent = await current();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => tree.getByRole('treeitem', { expanded: false }).count()).toBeGreaterThan(0);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await current()).not.toBe(parent);
    await page.keyboard.press('Home');
    expect(await current()).toMatch(/^id/);
  });

  test('paths of the event are completed by keyboard, in conditions and in templates', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await open(page, 'Trigger');
    const condition = page.getByLabel('Condition 2', { exact: true });
    await condition.fill('.diff.after.properties.');
    const paths = page.getByRole('listbox', { name: 'Paths of the event' });
    await paths.waitFor();
    await expect
      .poll(() => paths.getByRole('option').allTextContents())
      .toEqual([
        '.diff.after.properties.tier"gold"',
        '.diff.after.properties.cpuUsage1',
        '.diff.after.properties.language"text"',
        '.diff.after.properties.owner"ada"',
      ]);
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(() => condition.getAttribute('aria-activedescendant'))
      .toBe(await paths.getByRole('option', { selected: true }).getAttribute('id'));
    await expectAccessible(page);
    await shoot(page, 'completion');
    await page.keyboard.press('Enter');
    await expect.poll(() => condition.inputValue()).toBe('.diff.after.properties.cpuUsage');
    expect(await paths.count()).toBe(0);
    await page.getByRole('tab', { name: 'Backend' }).click();
    const body = page.getByRole('textbox', { name: 'Body' });
    await body.fill('{ "a": "{{ .event.diff.after.tit');
    await page.keyboard.press('Enter');
    await expect.poll(() => body.inputValue()).toBe('{ "a": "{{ .event.diff.after.title');
    await body.pressSequentially(' | .');
    await page.keyboard.press('Escape');
    expect(await paths.count()).toBe(0);
  });

  test('broken jq is marked at its column in its row', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await open(page, 'Trigger');
    const condition = page.getByLabel('Condition 1', { exact: true });
    await condition.fill('.diff.after.properties.tier = = 1');
    await page.getByText('Column 31').waitFor();
    await expect.poll(() => condition.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => page.locator('.jq-marked').first().textContent()).toBe('=');
    await bench(page).getByText('A condition fails on this event').waitFor();
    await expectAccessible(page);
    await shoot(page, 'broken');
  });

  test('a received event is named with its age, and a pasted one can be edited', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await open(page, 'Backend');
    const choice = bench(page).getByLabel('Try it on');
    const [received] = await server.events();
    await choice.selectOption(`event ${received?.id}`);
    await bench(page).getByText('received').waitFor();
    await bench(page)
      .getByRole('treeitem')
      .filter({ hasText: /"Checkout"/ })
      .waitFor();
    await bench(page).getByText('"service": "Checkout"').waitFor();
    await choice.selectOption('pasted');
    await bench(page).getByText('Pasted: written by hand').waitFor();
    const text = bench(page).getByLabel('The event as JSON');
    await text.fill((await text.inputValue()).replace('"Checkout"', '"Pasted"'));
    await bench(page).getByText('"service": "Pasted"').waitFor();
    await text.fill('{ "resourceType": "entity" }');
    await bench(page).getByText('Not an event').waitFor();
    await text.fill('{');
    await bench(page).getByText('This is not JSON yet').waitFor();
    await expectAccessible(page);
  });
});
