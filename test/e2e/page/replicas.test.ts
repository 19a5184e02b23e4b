import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Replicas, startReplicas } from '../harness/replicas.ts';
import { automation, created, webhook } from '../harness/shapes.ts';
import { hasBrowser, launch, openTab, pasteInto, signIn } from './browser.ts';

describe.skipIf(!hasBrowser)('e2e/page/replicas (needs /usr/bin/chromium)', () => {
  let browser: Browser;
  let replicas: Replicas;
  beforeAll(async () => {
    [browser, replicas] = await Promise.all([launch(), startReplicas()]);
  });
  afterAll(async () => {
    await browser?.close();
    await replicas?.[Symbol.asyncDispose]();
  });

  test('what is made on one replica fires on the other, and its run is seen without reloading', async () => {
    const { first, second, sink } = replicas;
    const definition = automation(
      'shared',
      { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' },
      webhook(sink.at('/hook')),
    );
    await using tab = await openTab(browser, first);
    const { page } = tab;
    await page.goto('/automations/new');
    await signIn(page, first);
    await page.getByRole('tab', { name: 'JSON' }).click();
    await pasteInto(page.getByRole('textbox', { name: 'Definition' }), JSON.stringify(definition));
    await page.getByText('No problems found').waitFor();
    await page.getByRole('button', { name: 'Create automation' }).click();
    await page.getByRole('link', { name: 'shared' }).waitFor();
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByText('Nothing has run yet').waitFor();
    await second.emit(created('service', 'checkout'));
    await page.getByText('Succeeded · 1 attempt').waitFor();
    await page.getByRole('link', { name: 'shared' }).click();
    await page.getByRole('button', { name: 'Retry as a new run' }).click();
    await page.getByText('Retry of').waitFor();
    await expect.poll(() => sink.requests('/hook').length).toBe(2);
    expect(await second.runs('status=SUCCESS')).toHaveLength(2);
  });
});
