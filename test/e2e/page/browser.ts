import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Server } from '../harness/server.ts';
import { looks, removeAfterTest } from './tab.ts';

/** Without windows, it takes a third less CPU than the whole browser. */
const shell = '/usr/bin/chromium-headless-shell';

const executablePath = existsSync(shell) ? shell : '/usr/bin/chromium';

/** Whether this machine has the browser; in CI a missing one is a failure, not a reason to skip. */
export const hasBrowser = existsSync(executablePath) || process.env.CI === 'true';

let browser: Browser | undefined;

/** The browser, which all files of a test worker share, because it takes seconds of CPU to start; it ends with the worker. */
export async function launch(): Promise<Browser> {
  if (browser?.isConnected()) return browser;
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'];
  browser = await chromium.launch({ executablePath, args: [...args, '--force-color-profile=srgb'] });
  return browser;
}

/** Signs in with a client's credentials, such as those of the service itself, on the page that is open. */
export async function signInByForm(page: Page, server: Pick<Server, 'credentials'>): Promise<void> {
  await page.getByLabel('Client ID').fill(server.credentials().id);
  await page.getByLabel('Client secret').fill(server.credentials().secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}

/** Signs in before a page is opened: what the form leaves in the tab's storage, without showing it first. */
export async function signIn(page: Page, server: Pick<Server, 'call' | 'credentials'>): Promise<void> {
  const { id: clientId, secret: clientSecret } = server.credentials();
  const { accessToken } = await server.call('POST', '/v1/auth/access_token', { clientId, clientSecret });
  // As text: the tests' own types know no browser. Once, so that signing out lasts.
  const script = await page.addInitScript(`if (location.protocol === 'http:' && !sessionStorage.getItem('signed-in')) {
    sessionStorage.setItem('signed-in', 'once');
    sessionStorage.setItem('catalog-automations-token', ${JSON.stringify(accessToken)});
  }`);
  removeAfterTest(page, script);
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Expects that nothing on the page is inaccessible, and on a wide page that dark colors have enough contrast, too. */
export async function expectAccessible(page: Page): Promise<void> {
  // Whatever the mouse is over has other colors.
  await page.mouse.move(0, 0);
  // Evaluated, because the page's policy stops scripts of others.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(`${axe};0`);
  expect(await violations(page)).toEqual([]);
  if (isPhone(page)) return;
  // A dark page has the elements of a light one, in other colors.
  await inDark(page, async () => expect(await violations(page, ['color-contrast'])).toEqual([]));
}

/** The violations of these rules, or of all. */
function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Without lists of all that is right, which would take longer than to find what is wrong.
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  return page.evaluate<string[]>(
    `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html)))`,
  );
}

function isPhone(page: Page): boolean {
  return page.viewportSize()?.width === looks.phone.viewport.width;
}

/** Does something while the page is dark. */
async function inDark(page: Page, work: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await work();
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Replaces all of an editor's text, as pasting does. */
export async function pasteInto(editor: Locator, text: string): Promise<void> {
  await editor.focus();
  await editor.press('ControlOrMeta+a');
  // As text: the tests' own types know no browser.
  await editor.page().evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(text)});
    let focused = document.activeElement;
    while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    focused.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }`);
}

/** Writes pictures of the whole page where SCREENSHOTS names a folder; of one that ends in `-light`, a dark one, too. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  const write = async (file: string) => void (await page.screenshot({ path: `${folder}/${file}.png`, fullPage: true }));
  await write(name);
  if (name.endsWith('-light')) await inDark(page, () => write(name.replace(/light$/, 'dark')));
}
