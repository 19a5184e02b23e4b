import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../harness/server.ts';
import { startSink } from '../harness/sink.ts';
import { expectAccessible, hasBrowser, launch, shoot, signIn } from './browser.ts';
import { looks, openTab } from './tab.ts';

const blueprint = {
  identifier: 'environment',
  title: 'Environment',
  schema: {
    properties: {
      ttl: { type: 'string', format: 'timer', title: 'Time to live' },
      region: { type: 'string', enum: ['eu', 'us'], title: 'Region' },
      size: { type: 'number', title: 'Size' },
    },
    required: [],
  },
  relations: { service: { target: 'service', required: false, many: false } },
};

const page60 = Array.from({ length: 60 }, (_, n) => `preview-${String(n).padStart(2, '0')}`);

describe.skipIf(!hasBrowser)('e2e/page/catalog (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  const sink = startSink();
  beforeAll(async () => {
    browser = await launch();
    server = await startServer({ ALLOWED_HOSTS: '127.0.0.1' });
    await server.call('POST', '/v1/blueprints', blueprint);
    const invocationMethod = { type: 'WEBHOOK', url: (await sink).at('/hook'), synchronized: true };
    const on = (type: string, more: object = {}) => ({
      type: 'automation',
      event: { type, blueprintIdentifier: 'environment', ...more },
    });
    await server.automate(
      { identifier: 'resized', trigger: on('ENTITY_UPDATED'), invocationMethod, publish: true },
      {
        identifier: 'expired',
        trigger: on('TIMER_PROPERTY_EXPIRED', { propertyIdentifier: 'ttl' }),
        invocationMethod,
        publish: true,
      },
    );
    for (let from = 0; from < page60.length; from += 20) {
      const entities = page60.slice(from, from + 20).map((identifier) => ({ identifier, properties: { size: 1 } }));
      await server.call('POST', '/v1/blueprints/environment/entities/bulk', { entities });
    }
    await server.upsert('environment', {
      identifier: 'preview-07',
      title: 'Preview of pull request 7',
      properties: { size: 2, region: 'eu', ttl: '2099-01-01T00:00:00Z' },
      relations: { service: 'checkout' },
    });
    const [run] = await server.runs('entity=preview-07');
    await server.runIn(run?.id ?? '');
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await (await sink)[Symbol.asyncDispose]();
  });

  test.each(Object.entries(looks))('blueprints, entities and one entity are accessible: %s', async (look, options) => {
    await using tab = await openTab(browser, server, options);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/catalog');
    await page.getByText('60 entities · 2 automations').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Environment', exact: true }).click();
    await page.getByText('The first 50 entities').waitFor();
    await page.getByRole('heading', { name: 'Armed timers' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Load more' }).click();
    await page.getByText('60 entities', { exact: true }).waitFor();
    await page.getByLabel('Search entities').fill('pull request');
    // Until then the row still moves, and a click on it may be lost.
    await page.getByText('1 entity', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Preview of pull request 7' }).click();
    await page.getByRole('link', { name: 'checkout' }).waitFor();
    await page.getByRole('link', { name: 'resized' }).waitFor();
    await page.getByRole('link', { name: 'Updated' }).waitFor();
    await expectAccessible(page);
    await shoot(page, `entity-${look}`);
    await page.getByRole('tab', { name: 'Edit' }).click();
    await page.getByLabel('Region').waitFor();
    await expectAccessible(page);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
  });

  test('a saved change links to its event, and one that changes nothing says so', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/catalog/environment/preview-01');
    await page.getByRole('tab', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Save entity' }).click();
    await page.getByText('No event: nothing changed.').waitFor();
    await page.getByLabel('Size').fill('9');
    await page.getByRole('button', { name: 'Save entity' }).click();
    await page.getByRole('link', { name: 'See the event' }).click();
    await page.getByRole('region', { name: 'What it started' }).getByRole('link', { name: 'resized' }).waitFor();
    expect(await server.entity('environment', 'preview-01')).toMatchObject({ properties: { size: 9 } });
  });

  test("a refusal is shown with the service's message", async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    await signIn(page, server);
    await page.goto('/catalog/environment?new');
    await page.getByLabel('Identifier').first().fill('preview-01');
    await page.getByRole('button', { name: 'Create entity' }).click();
    await page.getByText('The entity environment/preview-01 already exists').waitFor();
    tab.problems.length = 0;
  });

  test('the API returns the event that a write caused, or none when nothing changed', async () => {
    const path = '/v1/blueprints/environment/entities';
    const entity = { identifier: 'reported', properties: { size: 3 } };
    const { event } = await server.call('POST', `${path}?upsert=true`, entity);
    expect((await server.event(String(event))).action).toBe('CREATE');
    expect(await server.call('PATCH', `${path}/reported`, { properties: { size: 3 } })).toMatchObject({ event: null });
    expect(await server.call('POST', `${path}/bulk?upsert=true`, { entities: [entity] })).toMatchObject({
      entities: [{ event: null }],
    });
    const trial = await server.call('PUT', `${path}/reported?validation_only=true`, { properties: { size: 4 } });
    expect(trial).not.toHaveProperty('event');
    const removed = await server.call('DELETE', `${path}/reported`);
    expect((await server.event(String(removed.event))).action).toBe('DELETE');
  });

  test('timers that are armed are listed until they fire or are gone', async () => {
    const { timers } = await server.call('GET', '/v1/lists/timers?blueprint=environment');
    expect(timers).toEqual([
      { blueprint: 'environment', entity: 'preview-07', property: 'ttl', dueAt: '2099-01-01T00:00:00.000Z' },
    ]);
    expect(await server.call('GET', '/v1/lists/timers?entity=none')).toMatchObject({ timers: [] });
  });
});
