import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../harness/server.ts';
import { plain } from '../harness/sync.ts';
import { hasBrowser, launch } from './browser.ts';
import { openTab } from './tab.ts';

const hours = 3_600_000;

describe.skipIf(!hasBrowser)('e2e/page/session (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  let later = 0;
  beforeAll(async () => {
    browser = await launch();
    server = await startServer({}, () => Date.now() + later);
    await server.automate(plain('kept'));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  /** A tab of a person who has signed in with a link. */
  async function signedIn() {
    const tab = await openTab(browser, server);
    const { link } = await server.call<{ link: string }>('POST', '/v1/session/link');
    await tab.page.goto(link);
    await tab.page.getByRole('link', { name: 'kept', exact: true }).waitFor();
    return tab;
  }

  test('a session that has expired leads to the sign-in, and nothing is changed', async () => {
    await using tab = await signedIn();
    const { page } = tab;
    tab.expectStatus(401);
    later = 9 * hours;
    // Without waiting for it: the page may have noticed by itself already, and then has no switch.
    await page.evaluate(`document.querySelector('[aria-label="kept is active"]')?.click()`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    later = 0;
    expect(await server.call('GET', '/v1/actions/kept')).toMatchObject({ action: { publish: true } });
  });

  test('a forged session, and one of another service, show the sign-in', async () => {
    await using tab = await signedIn();
    const { page } = tab;
    tab.expectStatus(401);
    const context = page.context();
    const [cookie] = await context.cookies();
    if (cookie === undefined) throw new Error('there is no session');
    const [payload = '', signature = ''] = cookie.value.split('.');
    const read = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const role = { ...read, session: { ...read.session, login: 'root' } };
    const forged = `${Buffer.from(JSON.stringify(role)).toString('base64url')}.${signature}`;
    await using other = await startServer();
    const { link } = await other.call<{ link: string }>('POST', '/v1/session/link');
    const token = new URL(link);
    const foreign = await fetch(token, { redirect: 'manual' });
    const stolen = /=([^;]+)/.exec(foreign.headers.getSetCookie()[0] ?? '')?.[1] ?? '';
    for (const value of [forged, stolen]) {
      await context.addCookies([{ ...cookie, value }]);
      await page.goto('/automations');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    }
    await context.addCookies([cookie]);
    await page.goto('/automations');
    await page.getByRole('link', { name: 'kept', exact: true }).waitFor();
  });
});
