import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../harness/server.ts';
import { expectAccessible, hasBrowser, launch, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';

describe.skipIf(!hasBrowser)('e2e/page/examples (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    browser = await launch();
    server = await startServer();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  test.each(Object.entries(looks))('an empty catalog shows examples: %s', async (look, options) => {
    await using tab = await openTab(browser, server, options);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/');
    await page.getByRole('article', { name: /PagerDuty/ }).waitFor();
    await expect.poll(() => page.getByRole('article').count()).toBe(3);
    await expectAccessible(page);
    await shoot(page, `examples-${look}`);
  });

  test('an example is added, tried and followed to its call without leaving the page', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations');
    for (const name of [/PagerDuty/, /Slack/, /ephemeral/]) {
      const one = page.getByRole('article', { name });
      await one.getByRole('button', { name: 'Add' }).click();
      await one.getByText('Added').waitFor();
    }
    await page.getByRole('switch').nth(2).waitFor();
    await shoot(page, 'automations-light');
    const card = page.getByRole('article', { name: /PagerDuty/ });
    await card.getByRole('button', { name: 'Send a sample event' }).click();
    await page.waitForURL('**/runs/*');
    await page
      .getByText(/^Succeeded/)
      .first()
      .waitFor();
    await expect
      .poll(() => page.getByRole('region', { name: 'Request' }).textContent())
      .toContain('CPU usage of Checkout is 95%');
    await expect
      .poll(() => page.getByRole('region', { name: 'Response' }).textContent())
      .toContain('by this service instead');
    await shoot(page, 'demo-light');
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByText('created the automation pagerduty_high_cpu').waitFor();
    await page.getByLabel('Kind').selectOption('action');
    await page.getByText('created the automation pagerduty_high_cpu').click();
    await page.getByRole('link', { name: 'Open the automation' }).waitFor();
    await expectAccessible(page);
  });

  test('the audit log shows what a change replaced, on a wide page and a phone', async () => {
    await server.call('PATCH', '/v1/actions/pagerduty_high_cpu', { publish: false });
    for (const [look, options] of Object.entries(looks)) {
      await using tab = await openTab(browser, server, options);
      const { page } = tab;
      await signIn(page, server);
      await page.goto('/audit-log?automation=pagerduty_high_cpu&action=UPDATE');
      await page.getByText('updated the automation pagerduty_high_cpu').click();
      await expect.poll(() => page.getByRole('deletion').textContent()).toBe('true');
      await expect.poll(() => page.getByRole('insertion').textContent()).toBe('false');
      await expectAccessible(page);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
      await shoot(page, `audit-${look}`);
    }
  });

  test('an example that is not there is refused', async () => {
    expect((await server.send('POST', '/v1/examples/none/try')).status).toBe(404);
  });
});
