import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Server } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { expectAccessible, hasBrowser, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';
import { type PageWorld, startPageWorld } from './world.ts';

/** More than one page of a list holds. */
const created = 60;

describe.skipIf(!hasBrowser)('e2e/page/lists (needs Chromium)', () => {
  let world: PageWorld;
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    world = await startPageWorld();
    ({ browser, server } = world);
    await server.automate({
      identifier: 'welcome',
      trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' } },
      invocationMethod: { type: 'WEBHOOK', url: world.sink.at('/hook'), synchronized: true },
      publish: true,
    });
    for (let n = 0; n < created; n += 1) await create(`s${n}`);
    await server.upsert('team', { identifier: 'lonely', properties: {} });
    await ended(created);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  const create = (identifier: string) => server.upsert('service', { identifier, properties: {} });
  const ended = (count: number) =>
    until(
      () => server.runs(),
      (runs) => runs.filter(({ status }) => status === 'SUCCESS').length >= count,
    );

  test('older rows are loaded on request until the list ends', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    for (const [place, total] of [
      ['runs', created],
      ['events', created + 1],
    ] as const) {
      if (place === 'runs') await signIn(page, server);
      await page.goto(`/${place}`);
      await page.getByText(`The newest 50 ${place}`).waitFor();
      await page.getByRole('button', { name: 'Load more' }).click();
      await page.getByText(`${total} ${place}`, { exact: true }).waitFor();
      await expect.poll(() => page.getByRole('main').getByRole('listitem').count()).toBe(total);
      expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0);
    }
  });

  test('filters find the rows they name, and one from a link can be removed', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/runs?target=nowhere');
    await page.getByText('No run matches these filters').waitFor();
    await page.getByRole('button', { name: 'Remove the filter target nowhere' }).click();
    await page.getByText('The newest 50 runs').waitFor();
    await page.goto('/events?source=nowhere');
    await page.getByText('No event matches these filters').waitFor();
    await page.getByLabel('Source').selectOption('catalog');
    await page.getByText('The newest 50 events').waitFor();
    await page.getByLabel('Outcome').selectOption('unmatched');
    await page.getByText('1 event', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'team lonely' }).waitFor();
    await page.goto('/runs');
    await page.getByLabel('Search runs').fill('s17');
    await page.getByText('1 run', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?search=s17');
  });

  test('events are filtered by jq, whose mistakes are shown as they are typed, and by times', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/events');
    const field = page.getByLabel('Filter by jq');
    await field.fill('.context.entityIdentifier ==');
    await page
      .locator('#jq-filter-issues')
      .getByText(/^Column/)
      .waitFor();
    await expectAccessible(page);
    expect(new URL(page.url()).search).toBe('');
    await field.fill('.context.entityIdentifier == "s17"');
    await page.getByText('1 event', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('jq')).toBe('.context.entityIdentifier == "s17"');
    await page.reload();
    await page.getByText('1 event', { exact: true }).waitFor();
    await expect.poll(() => field.inputValue()).toBe('.context.entityIdentifier == "s17"');
    await page.getByLabel('Time').selectOption('From … to …');
    await page.getByLabel('To').fill('2020-01-01T00:00');
    await page.getByLabel('To').blur();
    await page.getByText('No event matches these filters').waitFor();
    expect(new URL(page.url()).searchParams.get('to')).toBe('2020-01-01T00:00:00.000Z');
    await expectAccessible(page);
  });

  test('a page without rows is not mistaken for the end of the list', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    // As where the newest 10,000 runs do not fit a filter.
    const following: Record<string, string> = { '': '9000000', '9000000': '8000000' };
    await page.route('**/v1/lists/runs?*', async (route) => {
      const next = following[new URL(route.request().url()).searchParams.get('cursor') ?? ''];
      if (next === undefined) await route.continue();
      else await route.fulfill({ json: { ok: true, runs: [], next } });
    });
    await signIn(page, server);
    await page.goto('/runs');
    await page.getByText('The newest 50 runs').waitFor();
  });

  test('new rows wait for a click, and no row moves before', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/runs');
    await page.getByText('The newest 50 runs').waitFor();
    const first = page.getByRole('main').getByRole('listitem').first().getByRole('link');
    const [target, box] = [await first.getAttribute('href'), await first.boundingBox()];
    for (const name of ['new1', 'new2', 'new3']) await create(name);
    await ended(created + 3);
    const news = page.getByRole('button', { name: '3 new' });
    await news.waitFor();
    expect([await first.getAttribute('href'), await first.boundingBox()]).toEqual([target, box]);
    await news.click();
    await page.getByText('service new3').waitFor();
    expect(await first.getAttribute('href')).not.toBe(target);
    expect(await news.count()).toBe(0);
  });

  test.each(Object.entries(looks))('lists with news and filters are accessible: %s', async (name, look) => {
    await using tab = await openTab(browser, server, look);
    const { page } = tab;
    for (const place of ['runs', 'events']) {
      if (place === 'runs') await signIn(page, server);
      await page.goto(`/${place}?from=2020-01-01`);
      await page.getByText(`The newest 50 ${place}`).waitFor();
      await expectAccessible(page);
      const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      expect(wide).toBe(false);
      await shoot(page, `${place}-${name}`);
    }
  });
});
