import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { PreviewView, SampleView } from '../../src/core/views/preview-view.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';

const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
const body = { name: '{{ .event.diff.after.identifier }}', secret: '{{ .secrets.TOKEN }}' };
const definition = automation('calls', trigger, webhook('https://example.com/hook', body), [
  '.diff.after.properties.tier == "Gold"',
]);

describe('e2e/preview', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer({ SECRET_TOKEN: 'a-secret-of-this-test' });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const preview = async (asked: JsonObject) =>
    (await server.call<{ preview: PreviewView }>('POST', '/v1/automations/preview', asked)).preview;
  const sample = async (asked: JsonObject) =>
    (await server.call<{ sample: SampleView }>('POST', '/v1/automations/sample', { definition: asked })).sample;
  const event = created('service', 'shop', { tier: 'gold' });

  test('shows each condition with a near miss, and the request without secrets though it does not match', async () => {
    const { event: words, explanation } = await preview({ definition, event });
    expect(words).toBe('ENTITY_CREATED of the blueprint service');
    expect(explanation).toMatchObject({
      verdict: 'no-match',
      conditions: [{ verdict: 'fail', outcome: { type: 'value', value: false } }],
      nearMisses: [{ kind: 'case', corrections: [{ after: '.diff.after.properties.tier == "gold"' }] }],
      request: { body: { name: 'shop', secret: '[secret TOKEN]' } },
    });
    expect((await server.call<{ runs: unknown[] }>('GET', '/v1/actions/runs')).runs).toEqual([]);
    expect((await server.call<{ events: unknown[] }>('GET', '/v1/events')).events).toEqual([]);
  });

  test('tries the existing parts of an unfinished definition', async () => {
    const half = { trigger: { event: trigger, condition: { expressions: ['.diff.after.properties.tier == '] } } };
    const { explanation } = await preview({ definition: half, event });
    expect(explanation).toMatchObject({ verdict: 'error', conditions: [{ verdict: 'error' }], request: { type: '' } });
  });

  test('reports missing parts of the definition or of the event', async () => {
    expect(await preview({ definition: {}, event })).toMatchObject({
      explanation: null,
      problem: 'Choose the event that the automation listens to.',
    });
    expect(await preview({ definition, event: { resourceType: 'entity' } })).toMatchObject({
      event: null,
      problem: expect.stringContaining('Not an event'),
    });
  });

  test('accepts a received event by its id', async () => {
    const [received] = await server.emit(event);
    const { explanation } = await preview({ definition, eventId: received?.id ?? '' });
    expect(explanation?.nearMisses).toHaveLength(1);
    const asked = { definition, eventId: 'event_unknown' };
    expect((await server.send('POST', '/v1/automations/preview', JSON.stringify(asked))).status).toBe(404);
    const both = JSON.stringify({ definition, event, eventId: 'event_unknown' });
    expect((await server.send('POST', '/v1/automations/preview', both)).status).toBe(422);
  });

  test('generates an event for the trigger from its blueprint', async () => {
    await server.call('POST', '/v1/blueprints', {
      identifier: 'service',
      schema: { properties: { tier: { type: 'string', enum: ['gold'] } }, required: [] },
    });
    const made = await sample(definition);
    expect(made.event).toMatchObject({ diff: { before: null, after: { properties: { tier: 'gold' } } } });
    const asked = { definition, event: made.event as JsonObject };
    expect((await preview(asked)).explanation?.nearMisses).toHaveLength(1);
  });

  test('a condition that never ends is reported, and the next preview is answered', async () => {
    const endless = automation('endless', trigger, webhook('https://example.com'), ['[range(1e9)] | length > 0']);
    expect((await preview({ definition: endless, event })).explanation?.verdict).toBe('error');
    expect((await preview({ definition, event })).explanation?.verdict).toBe('no-match');
  });
});
