import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event/event.ts';
import { maxIdentifierBytes, maxPropertyNameBytes } from '../../src/core/identifiers.ts';
import { automation, created } from '../e2e/harness/shapes.ts';
import { startTestApp } from './app-world.ts';
import { someone } from './author.ts';

/** Text that no compression makes shorter: an index would take a longer one where it can be compressed. */
const random = (bytes: number): string => randomBytes(bytes).toString('base64url').slice(0, bytes);
const longest = (): string => random(maxIdentifierBytes);

describe('app/longest', () => {
  let world: Awaited<ReturnType<typeof startTestApp>>;
  beforeAll(async () => {
    world = await startTestApp();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const take = async (id: string, event: object) => {
    const trigger = { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' };
    const sent = { trigger, ...event, id } as unknown as Event;
    const [taken] = await world.app.ingest([{ event: sent, source: 'http', depth: 0, chain: [] }]);
    return taken;
  };

  test('fits into every index', async () => {
    const [blueprint, entity, property] = [longest(), longest(), random(maxPropertyNameBytes)];
    const method = { type: 'WEBHOOK', url: 'http://127.0.0.1:9', agent: true };
    const timer = { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: blueprint, propertyIdentifier: property };
    const change = { type: 'ENTITY_CREATED', blueprintIdentifier: blueprint };
    await world.app.actions.create(automation(longest(), timer, method), someone);
    await world.app.actions.create(automation(longest(), change, method), someone);
    const properties = { [property]: '2999-01-01T00:00:00Z' };
    const actor = { name: 'me', origin: 'API' };
    expect(await world.app.catalog.write(blueprint, { identifier: entity, properties }, 'create', actor)).toMatchObject(
      {
        created: true,
      },
    );
    const taken = await take(longest(), created(blueprint, entity, properties));
    expect(taken?.runs).toHaveLength(1);
    const run = taken?.runs[0]?.id ?? '';
    const name = longest();
    await world.app.report.patch(run, { externalRunId: name }, null);
    expect(await world.app.runs.get(run)).toMatchObject({ externalRunId: name });
  });

  test('rejects a longer external id', async () => {
    const change = { type: 'ENTITY_CREATED', blueprintIdentifier: 'named' };
    const method = { type: 'WEBHOOK', url: 'http://127.0.0.1:9', agent: true };
    await world.app.actions.create(automation('named', change, method), someone);
    const taken = await take('named', created('named', 'one'));
    const report = world.app.report.patch(taken?.runs[0]?.id ?? '', { externalRunId: '漢'.repeat(400) }, null);
    await expect(report).rejects.toMatchObject({
      code: 'invalid_content',
      message: expect.stringContaining('/externalRunId'),
    });
  });
});
