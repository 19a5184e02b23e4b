import type { Browser, BrowserContextOptions, Disposable, Page } from 'playwright-core';
import { expect } from 'vitest';
import { waitLimitMs } from '../../wait-limit.ts';
import type { Server } from '../harness/server.ts';

/** How the page is viewed. Dark colors are checked on the light page, by `expectAccessible`. */
export const looks = {
  light: { colorScheme: 'light' },
  phone: { colorScheme: 'light', viewport: { width: 375, height: 812 } },
} as const satisfies Record<string, BrowserContextOptions>;

/** The tab that the last test has left, and what it was opened with. */
type Kept = { browser: Browser; url: string; options: BrowserContextOptions; page: Page };

let kept: Kept | null = null;

/** How long a tab is kept for the next test of its file, ms: after the last one, its page would look for the service. */
const keptMs = 1_000;

/** The events of a page that tests listen to. */
const listened = ['console', 'dialog', 'pageerror', 'request', 'response'];

/** What tests have added to their tabs. */
const additions = new WeakMap<Page, Disposable[]>();

/** Removes something from a tab when its test is done, such as a script. */
export function removeAfterTest(page: Page, addition: Disposable): void {
  additions.set(page, [...(additions.get(page) ?? []), addition]);
}

/**
 * A tab on its own; disposing of it fails on every error, and on every violation of the page's policy. Tests of one service
 * get the same tab, emptied, because a new one takes twice the CPU to show its first page.
 */
export async function openTab(browser: Browser, server: Server, options: BrowserContextOptions = looks.light) {
  const { url } = server;
  const page = (await takeKept({ browser, url, options })) ?? (await newPage(browser, url, options));
  const problems: string[] = [];
  const expected: number[] = [];
  page.on('pageerror', (error) => void problems.push(String(error)));
  page.on('console', (message) => {
    // Chromium reports every refused request; a test that provokes one says so.
    const isExpected = expected.some((status) => message.text().includes(`status of ${status} `));
    if (message.type() === 'error' && !isExpected) problems.push(`${message.text()} ${message.location().url}`);
  });
  return {
    page,
    problems,
    /** Says that the service will refuse something with this status. */
    expectStatus(status: number): void {
      expected.push(status);
    },
    async [Symbol.asyncDispose]() {
      if (kept === null && (await empty(page))) keep({ browser, url, options, page });
      else await page.context().close();
      expect(problems).toEqual([]);
    },
  };
}

async function newPage(browser: Browser, baseURL: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'UTC',
    ...options,
  });
  context.setDefaultTimeout(waitLimitMs);
  const page = await context.newPage();
  // As text: the tests' own types know no browser.
  await page.addInitScript(
    "document.addEventListener('securitypolicyviolation', (e) => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))",
  );
  return page;
}

function keep(tab: Kept): void {
  kept = tab;
  setTimeout(() => {
    if (kept !== tab) return;
    kept = null;
    // Its browser may be closed by then.
    void tab.page
      .context()
      .close()
      .catch(() => {});
  }, keptMs).unref();
}

/** The kept tab if it was opened with the same; any other is closed. */
async function takeKept({ browser, url, options }: Omit<Kept, 'page'>): Promise<Page | null> {
  const last = kept;
  kept = null;
  if (last === null || !last.browser.isConnected()) return null;
  if (last.browser === browser && last.url === url && last.options === options) return last.page;
  await last.page.context().close();
  return null;
}

/** Removes what a test has left in its tab; false if the tab cannot be used again, because it was closed or has opened others. */
async function empty(page: Page): Promise<boolean> {
  const context = page.context();
  if (page.isClosed() || context.pages().length > 1) return false;
  try {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    for (const addition of additions.get(page) ?? []) await addition.dispose();
    additions.delete(page);
    await page.mouse.move(0, 0);
    // The next test leaves the page, without a question about unsaved changes.
    await page.evaluate(`localStorage.clear(); sessionStorage.clear();
      addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true)`);
    await context.clearCookies();
    // Not all: the browser's driver has listeners of its own.
    for (const event of listened) page.removeAllListeners(event);
    return true;
  } catch {
    return false;
  }
}
