// How long it takes until a person sees rows.
import { chromium } from 'playwright-core';
import { automation, call, startServer } from './world.mjs';

const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

/** Measures the list of automations with a full and with a slow processor. */
export async function measureRows() {
  const server = await startServer({});
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  try {
    for (let n = 0; n < 100; n += 1) {
      const definition = { ...automation('https://example.com'), identifier: `bench-${n}`, title: `Automation ${n}` };
      await call(server.url, '/v1/actions', definition);
    }
    return {
      'full speed': await measure(browser, server.url, 1),
      'CPU 4x slower': await measure(browser, server.url, 4),
    };
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function measure(browser, url, slowdown) {
  const times = [];
  for (let round = 0; round < 8; round += 1) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const { link } = await call(url, '/v1/session/link', {});
    await page.goto(link);
    await page.locator('li.automation').nth(19).waitFor();
    const session = await context.newCDPSession(page);
    // This measures a first visit.
    await session.send('Network.clearBrowserCache');
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.goto('about:blank');
    const begun = performance.now();
    await page.goto(`${url}/automations`, { waitUntil: 'commit' });
    await page.locator('li.automation').nth(19).waitFor();
    times.push(performance.now() - begun);
    await context.close();
  }
  // The first one warms up.
  const sorted = times.slice(1).sort((a, b) => a - b);
  return { median: Math.round(sorted[3]), slowest: Math.round(sorted.at(-1)) };
}
