import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { waitLimitMs } from '../../wait-limit.ts';
import type { Server } from '../harness/server.ts';

/** Without windows, it takes a third less CPU than the whole browser. */
const shell = '/usr/bin/chromium-headless-shell';

const executablePath = existsSync(shell) ? shell : '/usr/bin/chromium';

/** Whether this machine has the browser; in CI a missing one is a failure, not a reason to skip. */
export const hasBrowser = existsSync(executablePath) || process.env.CI === 'true';

/** How the page is viewed. Dark colors are checked on the light page, by `expectAccessible`. */
export const looks = {
  light: { colorScheme: 'light' },
  phone: { colorScheme: 'light', viewport: { width: 375, height: 812 } },
} as const satisfies Record<string, BrowserContextOptions>;

let browser: Browser | undefined;

/** The browser, which all files of a test worker share, because it takes seconds of CPU to start; it ends with the worker. */
export async function launch(): Promise<Browser> {
  if (browser?.isConnected()) return browser;
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'];
  browser = await chromium.launch({ executablePath, args: [...args, '--force-color-profile=srgb'] });
  return browser;
}

/** A tab on its own; disposing of it fails on every error, and on every violation of the page's policy. */
export async function openTab(browser: Browser, server: Server, options: BrowserContextOptions = looks.light) {
  const context = await browser.newContext({
    baseURL: server.url,
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'UTC',
    ...options,
  });
  context.setDefaultTimeout(waitLimitMs);
  const page = await context.newPage();
  const problems: string[] = [];
  const expected: number[] = [];
  page.on('pageerror', (error) => void problems.push(String(error)));
  page.on('console', (message) => {
    // Chromium reports every refused request; a test that provokes one says so.
    const isExpected = expected.some((status) => message.text().includes(`status of ${status} `));
    if (message.type() === 'error' && !isExpected) problems.push(`${message.text()} ${message.location().url}`);
  });
  // As text: the tests' own types know no browser.
  await page.addInitScript(
    "document.addEventListener('securitypolicyviolation', (e) => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))",
  );
  return {
    page,
    problems,
    /** Says that the service will refuse something with this status. */
    expectStatus(status: number): void {
      expected.push(status);
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      expect(problems).toEqual([]);
    },
  };
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
  await page.addInitScript(`if (location.protocol === 'http:' && !sessionStorage.getItem('signed-in')) {
    sessionStorage.setItem('signed-in', 'once');
    sessionStorage.setItem('catalog-automations-token', ${JSON.stringify(accessToken)});
  }`);
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
