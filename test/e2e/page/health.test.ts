import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { HealthReport } from '../../../src/core/views/health-view.ts';
import { type Server, startServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { expectAccessible, hasBrowser, launch, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';

/** An automation for new entities of a blueprint. */
function automation(identifier: string, blueprintIdentifier: string, more: JsonObject = {}): JsonObject {
  const { expression, ...method } = more;
  const condition = expression !== undefined && {
    condition: { type: 'JQ', expressions: [expression], combinator: 'and' },
  };
  return {
    identifier,
    trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier }, ...condition },
    invocationMethod: { type: 'WEBHOOK', url: 'https://example.com/hook', ...method },
    publish: true,
  };
}

const secret = 'do-not-show-this-token';

describe.skipIf(!hasBrowser)('e2e/page/health (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    browser = await launch();
    server = await startServer({ SECRET_PRESENT: secret, GITLAB_TOKEN: secret });
    await server.automate(
      automation('refused', 'service', { url: 'http://10.0.0.1/hook', synchronized: true }),
      automation('broken_condition', 'service', { expression: '.diff.after.properties.tier | tonumber > 1' }),
      automation('never_called', 'unused', { headers: { a: '{{ .secrets.ABSENT }}', b: '{{ .secrets.PRESENT }}' } }),
      { ...automation('switched_off', 'unused'), publish: false },
    );
    await server.upsert('service', { identifier: 'checkout', properties: { tier: 'gold' } });
    await server.upsert('team', { identifier: 'payments', properties: {} });
    await until(
      () => server.runs('status=FAILURE'),
      (runs) => runs.length === 1,
    );
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  test('the report names what is wrong, and no value of a secret', async () => {
    const answer = await server.send('GET', '/v1/health/report');
    expect(answer.text).not.toContain(secret);
    const report = answer.body.report as unknown as HealthReport;
    expect(report).toMatchObject({
      targets: [],
      conditions: [{ automation: 'broken_condition', events: 1, message: expect.stringContaining('gold') }],
      failing: [{ automation: 'refused' }],
      neverFired: { total: 2 },
      unmatched: { looked: 2, blueprints: [{ blueprint: 'team', events: 1 }] },
      deliveries: [],
      missingSecrets: [{ name: 'ABSENT', automations: ['never_called'] }],
    });
    expect(report.connections.filter(({ set }) => set.length > 0)).toEqual([
      { title: 'GitLab pipeline', set: ['GITLAB_TOKEN'], unset: ['GITLAB_WEBHOOK_SECRET'] },
    ]);
  });

  test.each(Object.entries(looks))(
    'the page shows it, with links to where it can be fixed: %s',
    async (look, options) => {
      await using tab = await openTab(browser, server, options);
      const { page } = tab;
      await signIn(page, server);
      await page.goto('/health');
      await page.getByText('3 things need attention').waitFor();
      const checks = page.getByRole('region', { name: 'Checks of the service' });
      await checks.getByText('Database', { exact: true }).waitFor();
      await checks.getByText('SECRET_ABSENT').first().waitFor();
      await expectAccessible(page);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
      await shoot(page, `health-${look}`);
      await page.getByRole('region', { name: 'Conditions that fail' }).getByRole('link', { name: '1 event' }).click();
      await page.getByRole('heading', { name: 'Created' }).waitFor();
    },
  );
});
