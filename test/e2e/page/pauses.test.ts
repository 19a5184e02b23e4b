import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Server } from '../harness/server.ts';
import { automation, created, webhook } from '../harness/shapes.ts';
import type { SinkAnswer } from '../harness/sink.ts';
import { until } from '../harness/until.ts';
import { expectAccessible, hasBrowser, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';
import { type PageWorld, startPageWorld } from './world.ts';

describe.skipIf(!hasBrowser)('e2e/page/pauses (needs Chromium)', () => {
  let world: PageWorld;
  let browser: Browser;
  let server: Server;
  let answer: SinkAnswer = {};
  beforeAll(async () => {
    world = await startPageWorld();
    ({ browser, server } = world);
    world.sink.at('/hook', () => answer);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  /** Creates an automation for new entities of a blueprint of its name. */
  const listen = (name: string) =>
    server.automate(
      automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, webhook(`${world.sink.url}/hook`)),
    );
  /** Starts a run of it; gives the run, once it is in the phase. */
  async function start(name: string, phase: string): Promise<string> {
    const [event] = await server.emit(created(name, 'one'));
    const id = event?.runs[0]?.id ?? '';
    // The second wait is long enough for everything that a test does meanwhile.
    const least = phase === 'retrying' ? 2 : 0;
    await until(
      () => server.run(id),
      ({ execution }) => execution.phase === phase && execution.attempts >= least,
    );
    return id;
  }

  test.each(Object.entries(looks))('an automation is paused with a reason, and resumed: %s', async (name, look) => {
    answer = {};
    await listen(`noisy_${name}`);
    await using tab = await openTab(browser, server, look);
    const { page } = tab;
    await signIn(page, server);
    await page.goto(`/automations/noisy_${name}`);
    await page.getByRole('button', { name: 'Pause' }).click();
    const dialog = page.getByRole('dialog', { name: `Pause noisy_${name}` });
    await dialog.getByLabel('Reason').fill('It notifies the wrong team');
    await dialog.getByLabel('Ends').fill('2099-01-01T00:00');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByText('Its runs are held').waitFor();
    const run = await start(`noisy_${name}`, 'held');
    await page.goto('/automations');
    await page.getByText('It notifies the wrong team').first().waitFor();
    await expectAccessible(page);
    await page.goto(`/runs/${run}`);
    await page.getByText('It notifies the wrong team').waitFor();
    await page.goto('/targets');
    await page.getByText('1 run is held.').waitFor();
    await page.goto(`/automations/noisy_${name}`);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    expect(await page.getByText('Its runs are held').count()).toBe(0);
    await server.runIn(run);
    await server.call('DELETE', `/v1/actions/noisy_${name}`);
  });

  test.each(Object.entries(looks))(
    'a target that fails is shown, paused, resumed and retried: %s',
    async (name, look) => {
      answer = { status: 503, body: 'busy' };
      await listen(`busy_${name}`);
      const run = await start(`busy_${name}`, 'retrying');
      await using tab = await openTab(browser, server, look);
      const { page } = tab;
      await signIn(page, server);
      await page.goto('/targets');
      await page.getByText('1 run waits').waitFor();
      await page.getByText(/HTTP 503/).waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByLabel('Reason').fill('It is repaired until noon');
      await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
      await page.getByText('It is repaired until noon').waitFor();
      await expectAccessible(page);
      await shoot(page, `targets-${name}`);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
      await page.goto('/health');
      await page.getByRole('region', { name: 'Targets that fail or are paused' }).getByText('repaired').waitFor();
      await page.goto('/targets');
      await page.getByRole('button', { name: 'Resume' }).click();
      answer = {};
      await page.getByRole('button', { name: 'Retry' }).click();
      await server.runIn(run);
      await page.getByText('Every target works, and no run waits').waitFor();
      await server.call('DELETE', `/v1/actions/busy_${name}`);
    },
  );

  test.each([
    ['Let them finish', 'SUCCESS'],
    ['Cancel them', 'FAILURE'],
  ] as const)('switching off asks what to do with waiting runs: %s', async (choice, status) => {
    answer = { status: 503 };
    const name = `off_${status}`;
    await listen(name);
    const run = await start(name, 'retrying');
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto(`/automations?search=${name}`);
    const toggle = page.getByRole('switch', { name: `${name} is active` });
    await toggle.click();
    const dialog = page.getByRole('dialog', { name: `Switch off ${name}` });
    await dialog.getByText('1 run waits').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await toggle.getAttribute('aria-checked')).toBe('true');
    await toggle.click();
    await dialog.getByLabel(choice).check();
    answer = {};
    await dialog.getByRole('button', { name: 'Switch off' }).click();
    await expect.poll(() => toggle.getAttribute('aria-checked')).toBe('false');
    if (status === 'SUCCESS') await server.call('POST', `/v1/actions/runs/${run}/retry`);
    expect((await server.runIn(run)).status).toBe(status);
    await server.call('DELETE', `/v1/actions/${name}`);
  });

  test('deleting asks about waiting runs instead of asking for confirmation', async () => {
    answer = { status: 503 };
    await listen('deleted');
    const run = await start('deleted', 'retrying');
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/automations/deleted');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete deleted' });
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('heading', { name: 'Automations', exact: true }).waitFor();
    expect(await server.runIn(run)).toMatchObject({ status: 'FAILURE', statusLabel: 'CANCELLED' });
  });
});
