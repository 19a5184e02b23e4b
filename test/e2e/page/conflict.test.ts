import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../harness/server.ts';
import { automation, webhook } from '../harness/shapes.ts';
import { expectAccessible, hasBrowser, launch, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';

describe.skipIf(!hasBrowser)('e2e/page/conflict (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    browser = await launch();
    server = await startServer();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
  const definition = (identifier: string) => ({
    title: 'Start',
    ...automation(identifier, trigger, webhook('https://example.com/hook'), ['.diff.after.properties.tier == 1']),
  });
  const stored = async (identifier: string) =>
    (await server.call<{ automation: { definition: object } }>('GET', `/v1/automations/${identifier}`)).automation
      .definition;
  const region = (page: Page) => page.getByRole('region', { name: /meanwhile|in the meantime/ });

  /** Opens the editor and then changes the automation as another person. */
  async function begin(page: Page, identifier: string, theirs: object): Promise<void> {
    await server.automate(definition(identifier));
    await signIn(page, server);
    await page.goto(`/automations/${identifier}`);
    await page.getByLabel('Description').fill('Mine');
    await server.call('PUT', `/v1/actions/${identifier}`, { ...definition(identifier), ...theirs });
  }

  test.each(Object.entries(looks))('both sides are shown, and nothing is overwritten: %s', async (name, look) => {
    await using tab = await openTab(browser, server, look);
    const { page } = tab;
    tab.expectStatus(412);
    const identifier = `both_${name}`;
    await begin(page, identifier, { title: 'Theirs', description: 'Theirs too' });
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Nothing was saved: the automation was changed in the meantime').waitFor();
    expect(await stored(identifier)).toMatchObject({ title: 'Theirs' });
    await expect
      .poll(() => region(page).getByRole('listitem').allTextContents())
      .toEqual([
        'title Changed meanwhileWasStartTheirsTheirsMineStart',
        'description Changed by bothWas(absent)TheirsTheirs tooMineMine',
      ]);
    await expectAccessible(page);
    await shoot(page, `conflict-${name}`);
    await page.getByRole('button', { name: 'Keep editing mine' }).click();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('heading', { name: 'Automations', exact: true }).waitFor();
    expect(await stored(identifier)).toMatchObject({ title: 'Start', description: 'Mine' });
  });

  test('changes of different fields are merged, and theirs can be taken as it is', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    tab.expectStatus(412);
    await begin(page, 'merged', { title: 'Theirs' });
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: 'Merge theirs into mine' }).click();
    await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('Theirs');
    await server.call('PUT', '/v1/actions/merged', { ...definition('merged'), title: 'Once more' });
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: 'Use theirs', exact: true }).click();
    await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('Once more');
    await expect.poll(() => page.getByLabel('Description').inputValue()).toBe('');
  });

  test('an automation that was changed in the meantime is not deleted without asking', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    tab.expectStatus(412);
    page.on('dialog', (dialog) => void dialog.accept());
    await begin(page, 'kept', { title: 'Theirs' });
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('It was not deleted: the automation was changed in the meantime').waitFor();
    expect(await stored('kept')).toMatchObject({ title: 'Theirs' });
    await page.getByRole('button', { name: 'Delete it anyway' }).click();
    await page.getByRole('heading', { name: 'Automations', exact: true }).waitFor();
    expect((await server.send('GET', '/v1/actions/kept')).status).toBe(404);
  });

  test('an automation that was deleted in the meantime can be created again', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    tab.expectStatus(404);
    await begin(page, 'gone', {});
    await server.call('DELETE', '/v1/actions/gone');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Nothing was saved: the automation was deleted in the meantime').waitFor();
    await page.getByRole('button', { name: 'Keep editing mine' }).click();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('heading', { name: 'Automations', exact: true }).waitFor();
    expect(await stored('gone')).toMatchObject({ description: 'Mine' });
  });

  test('a switch does not undo changes made in the meantime, and shows both sides', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    tab.expectStatus(412);
    await server.automate(definition('switched'));
    // Until it is switched, the row is as it was before the change, as on a page that has not heard of it yet.
    const row = (await server.send('GET', '/v1/automations?search=switched')).body;
    let isSwitched = false;
    await page.route('**/v1/automations?*', (route) => (isSwitched ? route.continue() : route.fulfill({ json: row })));
    await page.route('**/v1/actions/switched?*', (route) => {
      isSwitched = true;
      return route.continue();
    });
    await server.call('PUT', '/v1/actions/switched', { ...definition('switched'), title: 'Theirs' });
    await signIn(page, server);
    await page.goto('/automations?search=switched');
    await page.getByRole('switch', { name: 'switched is active' }).click();
    const dialog = page.getByRole('dialog', { name: 'switched was not switched off: it was changed in the meantime' });
    await dialog.getByRole('listitem').first().waitFor();
    await expect
      .poll(() => dialog.getByRole('listitem').allTextContents())
      .toEqual([
        'title Changed meanwhileWasStartTheirsTheirsMineStart',
        'publish Changed by youWastrueTheirstrueMinefalse',
      ]);
    await expectAccessible(page);
    expect(await stored('switched')).toMatchObject({ title: 'Theirs', publish: true });
    await dialog.getByRole('button', { name: 'Switch off anyway' }).click();
    await page.getByRole('link', { name: 'Theirs' }).waitFor();
    await page.getByRole('switch', { name: 'switched is active', checked: false }).waitFor();
    expect(await stored('switched')).toMatchObject({ title: 'Theirs', publish: false });
  });
});
