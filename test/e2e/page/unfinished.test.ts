import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../harness/server.ts';
import { automation, webhook } from '../harness/shapes.ts';
import { hasBrowser, launch, pasteInto, signIn } from './browser.ts';
import { openTab } from './tab.ts';

describe.skipIf(!hasBrowser)('e2e/page/unfinished (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
  beforeAll(async () => {
    browser = await launch();
    server = await startServer();
    await server.automate({
      title: 'Welcome',
      ...automation('welcome', trigger, webhook('https://example.com/hook', { old: true })),
    });
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  async function open(page: Page, tab: string, path = '/automations/welcome') {
    await signIn(page, server);
    await page.goto(path);
    await page.getByRole('tab', { name: tab }).click();
  }

  const stored = async () => (await server.call<{ action: object }>('GET', '/v1/actions/welcome')).action;

  test('a body that is not JSON yet is a problem, is kept by every tab, and is not saved', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    const before = await stored();
    await open(page, 'Backend');
    const half = '{"text": "hello {{ .event.diff.after.title }}"';
    await page.getByLabel('Body').fill(half);
    const panel = page.getByRole('region', { name: 'Validation' });
    await panel.getByText('Body: This is not JSON yet').waitFor();
    await panel.getByText('1 error').waitFor();
    await page.getByRole('tab', { name: 'JSON' }).click();
    const json = page.getByRole('textbox', { name: 'Definition' });
    expect(JSON.parse((await json.textContent()) ?? '')).toMatchObject({ invocationMethod: { body: half } });
    await page.getByRole('tab', { name: 'YAML' }).click();
    const yaml = page.getByRole('textbox', { name: 'Definition as YAML' });
    await yaml.waitFor();
    await expect.poll(() => yaml.textContent()).toContain('hello {{ .event.diff.after.title }}');
    await page.getByRole('tab', { name: 'Backend' }).click();
    await expect.poll(() => page.getByLabel('Body').inputValue()).toBe(half);
    await expect.poll(() => page.getByLabel('Body').getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('alert').getByText('Not saved: fix the error below first').waitFor();
    expect(await stored()).toEqual(before);
    await page.getByLabel('Body').fill(`${half}}`);
    await page.getByText('No problems found').waitFor();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('heading', { name: 'Automations', exact: true }).waitFor();
    expect(await stored()).toMatchObject({
      invocationMethod: { body: { text: 'hello {{ .event.diff.after.title }}' } },
    });
  });

  test('a header without a name is a problem, and stays', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await open(page, 'Backend');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.keyboard.type('x-team');
    await page.getByLabel('Headers: value 1').fill('shop');
    await page.getByText('No problems found').waitFor();
    await page.getByLabel('Headers: name 1').fill('');
    await page.getByText('Headers: A value has no name').waitFor();
    await page.getByRole('tab', { name: 'Trigger' }).click();
    await page.getByRole('tab', { name: 'Backend' }).click();
    await expect.poll(() => page.getByLabel('Headers: value 1').inputValue()).toBe('shop');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Not saved').waitFor();
  });

  test('half-typed YAML stays while other tabs are open, and is not saved', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await open(page, 'YAML');
    const yaml = page.getByRole('textbox', { name: 'Definition as YAML' });
    await yaml.waitFor();
    await pasteInto(yaml, 'identifier: welcome\ntitle: "Half');
    await page.getByText('This is not YAML').waitFor();
    await page.getByRole('tab', { name: 'Basic details' }).click();
    await page.getByText('The YAML is not a definition yet').waitFor();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Not saved').waitFor();
    await page.getByRole('tab', { name: 'YAML' }).click();
    await yaml.waitFor();
    await expect.poll(() => yaml.textContent()).toContain('title: "Half');
  });

  test('a new automation shows no errors until a save is tried', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await open(page, 'Trigger', '/automations/new');
    await page.getByText('3 fields to fill in').waitFor();
    expect(await page.getByText('Not an event').count()).toBe(0);
    await page.getByText('Fill in the trigger to try').waitFor();
    await page.getByRole('button', { name: 'Create automation' }).click();
    await page.getByText('3 errors').waitFor();
  });

  test('a new condition has the focus, so that what is typed goes there', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await open(page, 'Trigger');
    await page.getByRole('button', { name: 'Add condition' }).click();
    await page.keyboard.type('.a == 1 and .b');
    await expect.poll(() => page.getByLabel('Condition 1', { exact: true }).inputValue()).toBe('.a == 1 and .b');
    expect(await page.getByLabel('Condition 2', { exact: true }).count()).toBe(0);
  });

  test('a choice is a menu, which takes a template where the schema does', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await open(page, 'Backend');
    await page.getByLabel('Method', { exact: true }).selectOption('PATCH');
    await page.getByLabel('Wait for the result').selectOption({ label: 'A template…' });
    await page.keyboard.type('{{ .event.diff.after.title == "x" }}');
    await page.getByText('No problems found').waitFor();
    await page.getByRole('tab', { name: 'JSON' }).click();
    const json = page.getByRole('textbox', { name: 'Definition' });
    expect(JSON.parse((await json.textContent()) ?? '')).toMatchObject({
      invocationMethod: { method: 'PATCH', synchronized: '{{ .event.diff.after.title == "x" }}' },
    });
    await page.getByRole('tab', { name: 'Backend' }).click();
    await expect.poll(() => page.getByLabel('Wait for the result: template').inputValue()).toContain('"x"');
  });
});
