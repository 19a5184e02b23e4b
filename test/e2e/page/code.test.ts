import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { type Server, startServer } from '../harness/server.ts';
import { automation, webhook } from '../harness/shapes.ts';
import { until } from '../harness/until.ts';
import { expectAccessible, hasBrowser, launch, pasteInto, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';

describe.skipIf(!hasBrowser)('e2e/page/code (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
  const definition: JsonObject = {
    title: 'Welcome',
    ...automation('welcome', trigger, webhook('https://example.com/hook'), ['.diff.after.properties.tier == 1']),
    allowAnyoneToViewRuns: true,
  };
  beforeAll(async () => {
    browser = await launch();
    server = await startServer();
    await server.automate(definition);
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  async function open(page: Page, tab: 'JSON' | 'YAML') {
    await signIn(page, server);
    await page.goto('/automations/welcome');
    await page.getByRole('tab', { name: tab }).click();
    const editor = page.getByRole('textbox', { name: tab === 'JSON' ? 'Definition' : 'Definition as YAML' });
    await editor.waitFor();
    return editor;
  }

  test.each(Object.entries(looks))('JSON has an editor that breaks no policy: %s', async (name, look) => {
    await using tab = await openTab(browser, server, look);
    const { page } = tab;
    const editor = await open(page, 'JSON');
    expect(JSON.parse((await editor.textContent()) ?? '')).toEqual(definition);
    await page.getByText('No problems found').waitFor();
    await expectAccessible(page);
    await shoot(page, `json-${name}`);
  });

  test('fields and values are completed from the schemas, and explained', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    const editor = await open(page, 'JSON');
    await pasteInto(editor, '{\n"trigger": {"event": {"type": "ENTITY_CREATED", }}}');
    await page.keyboard.press('Control+End');
    for (const _ of '}}}') await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Space');
    const options = page.getByRole('listbox').getByRole('option');
    await options.first().waitFor();
    await expect.poll(() => options.allTextContents()).toEqual(['blueprintIdentifier']);
    await page.getByText('The blueprint whose entities the trigger listens to.').waitFor();
    await expectAccessible(page);
    await shoot(page, 'json-completion');
    await page.keyboard.press('Enter');
    // The keys of the page are only letters here.
    await page.keyboard.type('n/?');
    expect(JSON.parse((await editor.textContent()) ?? '')).toMatchObject({
      trigger: { event: { blueprintIdentifier: 'n/?' } },
    });
    await page.getByText('"ENTITY_CREATED"').hover();
    await page.getByText('Fires when an entity is created').waitFor();
  });

  test('issues are marked at their place', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    const editor = await open(page, 'JSON');
    const broken = {
      ...definition,
      trigger: { ...(definition.trigger as object), condition: { type: 'JQ', expressions: ['.a = = 1'] } },
    };
    await pasteInto(editor, JSON.stringify(broken, null, 2));
    const wrong = page.locator('.cm-lintRange-error');
    await wrong.waitFor();
    await expect.poll(() => wrong.textContent()).toBe('=');
    await shoot(page, 'json-broken');
    await pasteInto(editor, '{ "identifier": ');
    await page.getByText('This is not JSON').waitFor();
  });

  test('a click in the event inserts its path where the caret is', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    const editor = await open(page, 'JSON');
    await page.getByText('".diff.after.properties.tier == 1"').click();
    await page.getByRole('treeitem').filter({ hasText: 'createdBy' }).click();
    await until(
      async () => JSON.parse((await editor.textContent()) ?? '').trigger.condition.expressions[0] as string,
      (expression) => expression.includes('.diff.after.createdBy'),
    );
  });

  test('Tab indents, and after Escape it leaves', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    const editor = await open(page, 'JSON');
    const isInside = () => editor.evaluate((content) => content.getRootNode().activeElement === content);
    await editor.focus();
    await page.keyboard.press('Tab');
    expect(await isInside()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await isInside()).toBe(false);
  });

  test('YAML is the same definition, and what is typed there is stored', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    const editor = await open(page, 'YAML');
    await expect.poll(() => editor.textContent()).toContain('blueprintIdentifier: service');
    await expectAccessible(page);
    await shoot(page, 'yaml');
    await pasteInto(editor, 'identifier: welcome\ntitle: "From YAML\n');
    await page.getByRole('alert').waitFor();
    await pasteInto(
      editor,
      [
        'identifier: welcome # the comment stays while it is edited',
        'title: From YAML',
        'trigger: { type: automation, event: { type: ENTITY_CREATED, blueprintIdentifier: service } }',
        'invocationMethod: { type: WEBHOOK, url: "https://example.com/hook" }',
        'publish: false',
      ].join('\n'),
    );
    await expect.poll(() => editor.textContent()).toContain('# the comment stays');
    await page.getByRole('tab', { name: 'Basic details' }).click();
    await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('From YAML');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('heading', { name: 'Automations', exact: true }).waitFor();
    const { action } = await server.call<{ action: object }>('GET', '/v1/actions/welcome');
    expect(action).toMatchObject({ title: 'From YAML', publish: false });
    expect(action).not.toHaveProperty('allowAnyoneToViewRuns');
  });
});
