import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../fakes/ports.ts';
import { type ProcessServer, startProcess } from '../harness/server.ts';
import { automation, created, webhook } from '../harness/shapes.ts';
import { hasBrowser, launch, signIn } from './browser.ts';
import { openTab } from './tab.ts';

describe.skipIf(!hasBrowser)('e2e/page/live (needs Chromium)', () => {
  let browser: Browser;
  let server: ProcessServer;
  beforeAll(async () => {
    browser = await launch();
    // A port of its own: the page stays where it is while the service starts again.
    server = await startProcess({ PORT: String(await freePort()) });
    const on = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    await server.automate(automation('refused', on, webhook('http://10.0.0.1/hook')));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  test('a page says that it is not live while the service is dead, and misses nothing once it is back', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await server.emit(created('service', 'before'));
    await signIn(page, server);
    await page.goto('/events');
    await page.getByText('1 event', { exact: true }).waitFor();
    await server.kill();
    await page.getByText('Not live').waitFor();
    await page.getByRole('link', { name: 'service before' }).waitFor();
    await server.start();
    await server.emit(created('service', 'after'));
    await page.getByText('Not live').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '1 new' }).click();
    await page.getByRole('link', { name: 'service after' }).waitFor();
    expect(tab.problems.filter((problem) => !/net::ERR_|status of 503/.test(problem))).toEqual([]);
    tab.problems.length = 0;
  });

  test('eight tabs share one stream, and all of them are live, also when the one that holds it is closed', async () => {
    await using tab = await openTab(browser, server);
    const { link } = await server.call<{ link: string }>('POST', '/v1/session/link');
    await tab.page.goto(link);
    const context = tab.page.context();
    const pages = await Promise.all(Array.from({ length: 8 }, () => context.newPage()));
    await tab.page.close();
    let streams = 0;
    context.on('request', (request) => {
      if (request.url().endsWith('/v1/live')) streams += 1;
    });
    for (const page of pages) {
      await page.goto('/events');
      await page.getByRole('link', { name: 'service before' }).waitFor();
    }
    expect(streams).toBe(1);
    await server.emit(created('service', 'all'));
    for (const page of pages) await page.getByRole('button', { name: '1 new' }).click();
    await pages[0]?.close();
    await expect.poll(() => streams).toBe(2);
    await server.emit(created('service', 'others'));
    for (const page of pages.slice(1)) await page.getByRole('button', { name: '1 new' }).waitFor();
  });
});
