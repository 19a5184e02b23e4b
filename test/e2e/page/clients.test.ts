import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Server } from '../harness/server.ts';
import { plain } from '../harness/sync.ts';
import { expectAccessible, hasBrowser, shoot, signIn, signInByForm } from './browser.ts';
import { looks, openTab } from './tab.ts';
import { addService, type PageWorld, startPageWorld } from './world.ts';

type Made = { client: { id: string }; secret: string };

describe.skipIf(!hasBrowser)('e2e/page/clients (needs Chromium)', () => {
  let world: PageWorld;
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    world = await startPageWorld();
    ({ browser, server } = world);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  test.each(Object.entries(looks))(
    'a client is created, its secret shown once, and revoked: %s',
    async (name, look) => {
      await using tab = await openTab(browser, server, { ...look, permissions: ['clipboard-read', 'clipboard-write'] });
      const { page } = tab;
      page.on('dialog', (dialog) => void dialog.accept());
      await signIn(page, server);
      await page.goto('/clients');
      await page.getByText('No clients yet').waitFor();
      await page.getByLabel('Name').fill('dashboard');
      await page.getByLabel('Role').selectOption('operate');
      await page.getByLabel('Expires').fill('2099-01-01T00:00');
      await page.getByRole('button', { name: 'Create client' }).click();
      const shown = page.getByRole('region', { name: 'Secret of dashboard' });
      const [id, secret] = [
        await shown.getByLabel('Client ID').inputValue(),
        await shown.getByLabel('Client secret').inputValue(),
      ];
      await expectAccessible(page);
      await shown.getByRole('button', { name: 'Copy the secret' }).click();
      await shown.getByText('Copied', { exact: true }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
      const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
      const status = async () => (await server.send('GET', '/v1/actions', undefined, { authorization })).status;
      expect(await status()).toBe(200);
      await shown.getByRole('button', { name: 'I have copied it' }).click();
      await shoot(page, `clients-${name}`);
      expect(await page.content()).not.toContain(secret);
      await page.reload();
      await page.getByText('dashboard').waitFor();
      expect(await page.content()).not.toContain(secret);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
      await page.getByRole('button', { name: 'Revoke dashboard' }).click();
      await page.getByText('No clients yet').waitFor();
      await expect.poll(status).toBe(401);
    },
  );

  test('a reader sees what the role lacks, has no way to change anything, and is refused by the API', async () => {
    await server.automate({
      ...plain('welcome'),
      trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' } },
      invocationMethod: { type: 'WEBHOOK', url: world.sink.at('/hook'), synchronized: true },
    });
    const { runId, eventId } = await addService(server);
    const made = await server.call<Made>('POST', '/v1/clients', { name: 'reader', role: 'read' });
    const credentials = () => ({ id: made.client.id, secret: made.secret });
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await page.goto(`/runs/${runId}`);
    await signInByForm(page, { credentials });
    await page.getByText('Retrying and cancelling runs needs the role operate; yours is read').waitFor();
    expect(await page.getByRole('button', { name: /Retry|Cancel/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Clients' }).count()).toBe(0);
    await page.goto(`/events/${encodeURIComponent(eventId)}`);
    await page.getByText('Replaying events needs the role operate').waitFor();
    await page.goto('/targets');
    await page.getByText('Retrying and pausing targets needs the role operate').waitFor();
    await page.goto('/clients');
    await page.getByText('needs the role write').waitFor();
    await page.goto('/automations');
    const toggle = page.getByRole('switch', { name: 'welcome is active' });
    await toggle.waitFor();
    expect(await toggle.isDisabled()).toBe(true);
    await expect.poll(() => toggle.getAttribute('title')).toBe('Switching automations needs the role write');
    await expectAccessible(page);

    const { id, secret } = credentials();
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const event = encodeURIComponent(eventId);
    for (const [method, path, body] of [
      ['PUT', '/v1/actions/welcome', plain('welcome')],
      ['PATCH', '/v1/actions/welcome', { publish: false }],
      ['DELETE', '/v1/actions/welcome', undefined],
      ['POST', '/v1/actions/welcome/pause', { reason: 'x' }],
      ['POST', `/v1/actions/runs/${runId}/retry`, {}],
      ['POST', '/v1/actions/runs/cancel', { automation: 'welcome' }],
      ['POST', `/v1/events/${event}/replay`, {}],
      ['POST', '/v1/targets/x/retry', undefined],
      ['POST', '/v1/clients', { name: 'more', role: 'write' }],
    ] as const) {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const { status } = await server.send(method, path, text, { authorization });
      expect([method, path, status]).toEqual([method, path, 403]);
    }
    // The open page may ask once more.
    tab.expectStatus(401);
    await server.call('DELETE', `/v1/clients/${id}`);
  });
});
