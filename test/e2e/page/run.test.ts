import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../harness/server.ts';
import { startSink } from '../harness/sink.ts';
import { until } from '../harness/until.ts';
import { expectAccessible, hasBrowser, launch, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';

describe.skipIf(!hasBrowser)('e2e/page/run (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  let retried = '';
  let writer = '';
  const sink = startSink();
  beforeAll(async () => {
    browser = await launch();
    server = await startServer({ ALLOWED_HOSTS: '127.0.0.1' });
    const url = (await sink).at('/flaky', (_, count) =>
      count === 1 ? { status: 503, body: '{"problem":"busy"}' } : { body: '{"accepted":true}' },
    );
    const created = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    await server.automate(
      {
        identifier: 'flaky',
        title: 'Tell the flaky receiver',
        trigger: {
          type: 'automation',
          event: created,
          condition: { type: 'JQ', expressions: ['.diff.after.properties.tier == "gold"'], combinator: 'and' },
        },
        invocationMethod: {
          type: 'WEBHOOK',
          url,
          body: { service: '{{ .event.context.entityIdentifier }}' },
        },
        publish: true,
      },
      {
        identifier: 'write',
        trigger: { type: 'automation', event: created },
        invocationMethod: {
          type: 'UPSERT_ENTITY',
          blueprintIdentifier: 'note',
          mapping: { identifier: '{{ .event.context.entityIdentifier }}' },
        },
        publish: true,
      },
      {
        identifier: 'hear',
        trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'note' } },
        invocationMethod: { type: 'WEBHOOK', url: (await sink).at('/hear') },
        publish: true,
      },
    );
    await server.upsert('service', { identifier: 'checkout', properties: { tier: 'gold' } });
    const runs = await until(
      () => server.runs(),
      (all) => all.length === 3 && all.every(({ execution }) => ['accepted', 'ended'].includes(execution.phase)),
    );
    const idOf = (name: string) => runs.find(({ action }) => action.identifier === name)?.id ?? '';
    retried = idOf('flaky');
    writer = idOf('write');
    for (let line = 1; line <= 60; line += 1) {
      await server.call('POST', `/v1/actions/runs/${retried}/logs`, { message: `line ${line}` });
    }
    await server.call('PATCH', `/v1/actions/runs/${retried}/response`, { response: { accepted: true } });
    await server.call('PATCH', `/v1/actions/runs/${retried}`, { status: 'SUCCESS', summary: 'The service is known' });
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await (await sink)[Symbol.asyncDispose]();
  });

  test('the API keeps what each attempt sent and received, and the runs around a run', async () => {
    const { run } = await server.call('GET', `/v1/actions/runs/${retried}`);
    expect(run).toMatchObject({
      execution: {
        history: [
          { attempt: 1, request: { body: { service: 'checkout' } }, response: { problem: 'busy' } },
          { attempt: 2, request: { body: { service: 'checkout' } }, response: { accepted: true } },
        ],
        before: [],
        after: [],
      },
    });
    expect((await server.call('GET', `/v1/actions/runs/${writer}`)).run).toMatchObject({
      execution: { after: [{ automation: 'hear', status: 'IN_PROGRESS' }] },
    });
  });

  test.each(Object.entries(looks))('a run shows its time, attempts, cause and whole log: %s', async (_, options) => {
    await using tab = await openTab(browser, server, options);
    const { page } = tab;
    await signIn(page, server);
    await page.goto(`/runs/${retried}`);
    await page.getByText('line 60').waitFor();
    const spans = page.getByRole('region', { name: 'Time' }).getByRole('listitem');
    expect((await spans.allTextContents()).slice(-4)).toEqual([
      expect.stringMatching(/Attempt 1/),
      expect.stringMatching(/Waited/),
      expect.stringMatching(/Attempt 2/),
      expect.stringMatching(/Followed for/),
    ]);
    await expect
      .poll(() => page.getByRole('region', { name: 'Response of attempt 2' }).textContent())
      .toContain('accepted');
    await page.getByText('HTTP 503').first().click();
    await expect
      .poll(() => page.getByRole('region', { name: 'Response', exact: true }).textContent())
      .toContain('busy');
    await expect
      .poll(() => page.getByRole('region', { name: 'Why it fired' }).textContent())
      .toContain('tier == "gold" → true');
    await expectAccessible(page);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
  });

  test('links lead along the chain in both directions, and new log lines appear by themselves', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto(`/runs/${writer}`);
    const chain = page.getByRole('region', { name: 'Chain' });
    await chain.getByRole('link', { name: 'hear' }).click();
    await chain.getByText('Caused by').waitFor();
    const heard = new URL(page.url()).pathname.split('/').at(-1);
    await server.call('POST', `/v1/actions/runs/${heard}/logs`, { message: 'a late line' });
    await page.getByText('a late line').waitFor();
    await chain.getByRole('link', { name: 'write' }).click();
    await chain.getByRole('link', { name: 'hear' }).waitFor();
  });
});
