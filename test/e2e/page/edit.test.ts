import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Server } from '../harness/server.ts';
import { expectAccessible, hasBrowser, pasteInto, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';
import { type PageWorld, startPageWorld } from './world.ts';

describe.skipIf(!hasBrowser)('e2e/page/edit (needs Chromium)', () => {
  let world: PageWorld;
  let browser: Browser;
  let server: Server;
  let hook = '';
  beforeAll(async () => {
    world = await startPageWorld();
    ({ browser, server } = world);
    hook = world.sink.at('/hook');
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  /** Fills in the form for an automation that calls the hook about services of tier 1. */
  async function fill(page: Page, title: string): Promise<void> {
    await page.getByLabel('Title').fill(title);
    await page.getByRole('tab', { name: 'Trigger' }).click();
    await page.getByLabel('Event (required)').selectOption('ENTITY_CREATED');
    await page.getByLabel('Blueprint').fill('service');
    await page.getByRole('button', { name: 'Add condition' }).click();
    await page.getByLabel('Condition 1', { exact: true }).fill('.diff.after.properties.tier == 1');
    await page.getByRole('tab', { name: 'Backend' }).click();
    await page.getByLabel('Backend (required)').selectOption('WEBHOOK');
    await page.getByLabel('URL').fill(hook);
    await page.getByLabel('Wait for the result').selectOption('true');
    await page.getByLabel('Body').fill('{ "service": "{{ .event.context.entityIdentifier }}" }');
  }

  const expected = {
    identifier: 'page_the_owner',
    title: 'Page the owner',
    trigger: {
      type: 'automation',
      event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' },
      condition: { type: 'JQ', expressions: ['.diff.after.properties.tier == 1'] },
    },
    invocationMethod: {
      type: 'WEBHOOK',
      synchronized: true,
      body: { service: '{{ .event.context.entityIdentifier }}' },
    },
    publish: true,
  };

  test('an automation made with the form fires on the next event', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations');
    await page.getByRole('link', { name: 'New automation' }).click();
    await fill(page, 'Page the owner');
    await page.getByText('No problems found').waitFor();
    await page.getByRole('button', { name: 'Create automation' }).click();
    await page.getByRole('link', { name: 'Page the owner' }).waitFor();
    await server.upsert('service', { identifier: 'checkout', properties: { tier: 1 } });
    const [run] = await server.runs();
    expect(await server.runIn(run?.id ?? '')).toMatchObject({ status: 'SUCCESS' });
    expect(world.sink.deliveries('/hook')).toHaveLength(1);
  });

  test('an automation that is switched off does not fire', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await server.automate({
      ...expected,
      identifier: 'switched',
      title: 'Switched',
      invocationMethod: { type: 'WEBHOOK', url: world.sink.at('/switched') },
    });
    await signIn(page, server);
    await page.goto('/automations?search=Switched');
    const active = page.getByRole('switch', { name: 'switched is active' });
    await active.click();
    await page.getByRole('switch', { name: 'switched is active', checked: false }).waitFor();
    await server.upsert('service', { identifier: 'off', properties: { tier: 1 } });
    expect((await server.runs()).some(({ action }) => action.identifier === 'switched')).toBe(false);
    await page.getByLabel('State').selectOption('false');
    await page.getByRole('link', { name: 'Switched', exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?search=Switched&active=false');
  });

  test('form and JSON are one definition, and a pasted one is stored as it is', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations/new');
    await fill(page, 'Page the owner');
    await page.getByRole('tab', { name: 'JSON' }).click();
    const json = page.getByRole('textbox', { name: 'Definition' });
    const method = { ...expected.invocationMethod, url: hook };
    expect(JSON.parse((await json.textContent()) ?? '')).toEqual({ ...expected, invocationMethod: method });
    const pasted = {
      ...expected,
      identifier: 'pasted',
      title: 'Pasted',
      allowAnyoneToViewRuns: false,
      invocationMethod: method,
    };
    await pasteInto(json, JSON.stringify(pasted));
    await page.getByRole('tab', { name: 'Basic details' }).click();
    await expect.poll(() => page.getByLabel('Identifier').inputValue()).toBe('pasted');
    await page.getByRole('button', { name: 'Create automation' }).click();
    await page.getByRole('link', { name: 'Pasted', exact: true }).waitFor();
    expect((await server.send('GET', '/v1/actions/pasted')).body).toMatchObject({ action: pasted });
  });

  test('an icon is picked or typed, and the identifier follows the title until it is typed', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations/new');
    const icon = page.getByRole('textbox', { name: 'Icon' });
    await page.getByRole('button', { name: 'Slack', exact: true }).click();
    await expect.poll(() => icon.inputValue()).toBe('Slack');
    await page.getByRole('button', { name: 'Slack', exact: true, pressed: true }).click();
    await expect.poll(() => icon.inputValue()).toBe('');
    await icon.fill('Octopus');
    const identifier = page.getByLabel('Identifier');
    await page.getByLabel('Title').fill('Page the owner!');
    await expect.poll(() => identifier.inputValue()).toBe('page_the_owner');
    await identifier.fill('mine');
    await page.getByLabel('Title').fill('Another title');
    await expect.poll(() => identifier.inputValue()).toBe('mine');
    await page.getByRole('tab', { name: 'YAML' }).click();
    const yaml = page.getByRole('textbox', { name: 'Definition as YAML' });
    await yaml.waitFor();
    await expect.poll(() => yaml.textContent()).toContain('icon: Octopus');
    page.on('dialog', (dialog) => void dialog.accept());
  });

  test('broken jq is reported at its column, and is not saved', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations/new');
    await fill(page, 'Broken');
    await page.getByRole('tab', { name: 'Trigger' }).click();
    await page.getByLabel('Condition 1', { exact: true }).fill('.diff.after.properties.tier = = 1');
    await page.getByText('1 error').waitFor();
    await page
      .getByText(/line \d+, column \d+/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Create automation' }).click();
    await page.getByText('Not saved: fix the error below first').waitFor();
    expect((await server.send('GET', '/v1/actions/broken')).status).toBe(404);
  });

  test('unsaved work is not left without asking', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations/new');
    await page.getByLabel('Title').fill('Not finished');
    const questions: string[] = [];
    page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void (questions.length === 1 ? dialog.dismiss() : dialog.accept());
    });
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('Not finished');
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(questions).toEqual(Array(2).fill('Leave without saving? Your changes will be lost.'));
  });

  test.each(Object.entries(looks))('every tab of the editor is accessible: %s', async (look, options) => {
    await using tab = await openTab(browser, server, options);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations/new');
    await fill(page, 'Accessible');
    for (const name of ['Basic details', 'Trigger', 'Backend', 'JSON', 'YAML']) {
      await page.getByRole('tab', { name }).click();
      await shoot(page, `edit-${name.toLowerCase().replace(' ', '-')}-${look}`);
      await expectAccessible(page);
    }
  });
});
