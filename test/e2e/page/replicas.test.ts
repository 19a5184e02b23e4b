import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Replicas, startReplicas } from '../harness/replicas.ts';
import { automation, created, webhook } from '../harness/shapes.ts';
import { hasBrowser, launch, signIn } from './browser.ts';
import { openTab } from './tab.ts';

describe.skipIf(!hasBrowser)('e2e/page/replicas (needs Chromium)', () => {
  let browser: Browser;
  let replicas: Replicas;
  let release = (): void => {};
  beforeAll(async () => {
    [browser, replicas] = await Promise.all([launch(), startReplicas()]);
    const { first, sink } = replicas;
    const on = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const url = sink.at('/hook', ({ json }) =>
      (json as { entity: string }).entity === 'held' ? { after: released } : {},
    );
    await first.automate(automation('welcome', on, webhook(url, { entity: '{{ .event.context.entityIdentifier }}' })));
  });
  afterAll(() => replicas?.[Symbol.asyncDispose]());

  test('an event on one replica is shown live on the page of the other', async () => {
    const { first, second } = replicas;
    await using tab = await openTab(browser, second);
    const { page } = tab;
    await first.emit(created('service', 'before'));
    await signIn(page, second);
    await page.goto('/runs');
    await page.getByText('1 run', { exact: true }).waitFor();
    const [event] = await first.emit(created('service', 'held'));
    await page.getByRole('button', { name: '1 new' }).click();
    await page.getByText('service held').waitFor();
    await page.getByRole('link', { name: 'welcome' }).first().click();
    await page.waitForURL(`**/runs/${event?.runs[0]?.id}`);
    await page.locator('.result').getByText('In progress').waitFor();
    release();
    await page.locator('.result').getByText('Succeeded').waitFor();
    // A change on one shows in the list of the other.
    await page.goto('/automations');
    await page.getByRole('switch', { name: 'welcome is active', checked: true }).waitFor();
    await first.call('PATCH', '/v1/actions/welcome', { publish: false });
    await page.getByRole('switch', { name: 'welcome is active', checked: false }).waitFor();
  });
});
