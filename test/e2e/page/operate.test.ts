import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Server } from '../harness/server.ts';
import { automation, created, webhook } from '../harness/shapes.ts';
import type { SinkAnswer } from '../harness/sink.ts';
import { until } from '../harness/until.ts';
import { expectAccessible, hasBrowser, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';
import { type PageWorld, startPageWorld } from './world.ts';

describe.skipIf(!hasBrowser)('e2e/page/operate (needs Chromium)', () => {
  let world: PageWorld;
  let browser: Browser;
  let server: Server;
  /** How the target answers by now; at first it refuses, which no attempt changes. */
  let answer: SinkAnswer = { status: 400, body: '{"problem":"refused"}' };
  beforeAll(async () => {
    world = await startPageWorld();
    ({ browser, server } = world);
    const url = world.sink.at('/hook', () => answer);
    const on = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    await server.automate(
      automation('refused', on, webhook(url)),
      automation('choosy', on, webhook(url), ['.diff.after.properties.tier == "gold"']),
    );
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  /** Sends an event; gives it and its runs, once each is in the phase. */
  async function send(entity: string, phase: string): Promise<{ id: string; runs: string[] }> {
    const [event] = await server.emit(created('service', entity));
    const runs = event?.runs.map(({ id }) => id) ?? [];
    for (const run of runs) await server.runIn(run, phase);
    return { id: event?.id ?? '', runs };
  }

  test('a failed run is retried from its page, which leads to the retry and back', async () => {
    answer = { status: 400 };
    const { runs } = await send('retried', 'ended');
    answer = { status: 200 };
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto(`/runs/${runs[0]}`);
    await page.getByText('Retry keeps the idempotency key').waitFor();
    await page.getByRole('button', { name: 'Retry', exact: true }).click();
    await page.getByText('Retry of').waitFor();
    await page.locator('.result').getByText('Succeeded').waitFor();
    const [first, second] = world.sink.requests('/hook').slice(-2);
    expect(second?.key).toBe(first?.key);
    await page.getByRole('link', { name: runs[0] ?? '' }).click();
    await page.getByRole('link', { name: 'go to its retry' }).waitFor();
    expect(await page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
  });

  test.each(Object.entries(looks))(
    'a waiting run is cancelled, and a retry may be a new run: %s',
    async (name, look) => {
      answer = { status: 503 };
      const { runs } = await send(`waiting_${name}`, 'retrying');
      await using tab = await openTab(browser, server, look);
      const { page } = tab;
      page.on('dialog', (dialog) => void dialog.accept());
      await signIn(page, server);
      await page.goto(`/runs/${runs[0]}`);
      await page.getByText('Retry attempts it now').waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Cancel run' }).click();
      await page.getByText('Cancelled by').first().waitFor();
      await expectAccessible(page);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
      answer = { status: 200 };
      await page.getByRole('button', { name: 'Retry as a new run' }).click();
      await page.locator('.result').getByText('Succeeded').waitFor();
      const [again] = world.sink.requests('/hook').slice(-1);
      expect(again?.key).not.toBe(runs[0]);
    },
  );

  test.each(Object.entries(looks))(
    'all filtered runs are retried, after their count was shown: %s',
    async (name, look) => {
      answer = { status: 400 };
      const entity = `many_${name}`;
      for (let n = 0; n < 3; n += 1) await send(entity, 'ended');
      answer = { status: 200 };
      await using tab = await openTab(browser, server, look);
      const { page } = tab;
      await signIn(page, server);
      await page.goto('/runs');
      await page.getByText('Filter the runs first').waitFor();
      expect(await page.getByRole('button', { name: 'Retry or cancel all' }).isDisabled()).toBe(true);
      await page.goto(`/runs?status=FAILURE&entity=${entity}`);
      await page.getByRole('button', { name: 'Retry or cancel all' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('This would affect 3 runs').waitFor();
      tab.expectStatus(422);
      await dialog.getByLabel('Cancel', { exact: false }).first().check();
      await dialog.getByText('Runs that have ended cannot be cancelled').waitFor();
      expect(await dialog.getByRole('button', { name: /^Cancel/ }).isDisabled()).toBe(true);
      await dialog.getByLabel('Retry as new runs').check();
      await dialog.getByText('This would affect 3 runs').waitFor();
      await expectAccessible(page);
      await page.keyboard.press('Enter');
      const jobs = page.getByRole('list', { name: 'Bulk jobs' });
      const job = jobs.getByRole('listitem').filter({ hasText: entity });
      await job.getByText('3 of 3 runs processed · 3 retried').waitFor();
      await expectAccessible(page);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
      await until(
        () => server.runs(`entity=${entity}&status=SUCCESS`),
        (succeeded) => succeeded.length === 3,
      );
    },
  );

  test.each(Object.entries(looks))(
    'an event is replayed after a dry run, and leads to its new runs: %s',
    async (_, look) => {
      answer = { status: 200 };
      const { id, runs } = await send('replayed', 'ended');
      expect(runs).toHaveLength(1);
      await using tab = await openTab(browser, server, look);
      const { page } = tab;
      await signIn(page, server);
      await page.goto(`/events/${encodeURIComponent(id)}`);
      await page.getByRole('button', { name: 'Replay' }).click();
      const dialog = page.getByRole('dialog', { name: 'Replay this event' });
      await dialog.getByText('This would start 1 run').waitFor();
      await dialog.getByLabel('To').selectOption('choosy');
      await dialog.getByText('No automation would run').waitFor();
      expect(await dialog.getByRole('button', { name: 'Replay' }).isDisabled()).toBe(true);
      await dialog.getByLabel('To').selectOption('refused');
      await dialog.getByText('This would start 1 run').waitFor();
      await expectAccessible(page);
      await dialog.getByRole('button', { name: 'Replay' }).click();
      await dialog.getByText('It started:').waitFor();
      await dialog.getByRole('link', { name: 'refused' }).click();
      await page.waitForURL('**/runs/r_*');
      expect(runs).not.toContain(new URL(page.url()).pathname.split('/').at(-1));
    },
  );
});
