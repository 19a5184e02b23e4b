import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { catalog } from './bad-input/catalog.ts';
import { deliveries } from './bad-input/deliveries.ts';
import { requests } from './bad-input/requests.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';

describe('e2e/bad-input', () => {
  let sink: Sink;
  let server: Server;
  let before: object;

  /** Everything there is: nothing of it may change. */
  const inventory = async () => ({
    events: (await server.events()).length,
    runs: (await server.runs()).length,
    automations: await server.call('GET', '/v1/actions'),
    entities: await server.call('POST', '/v1/entities/search', { combinator: 'and', rules: [] }),
  });

  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host });
    const url = sink.at('/heard', { status: 202 });
    const heard = { type: 'ANY_ENTITY_CHANGE', blueprintIdentifier: 'service' };
    await server.automate(
      automation('known', heard, { type: 'WEBHOOK', url }),
      automation('taken', { type: 'RUN_CREATED', actionIdentifier: 'x' }, { type: 'WEBHOOK', url }),
    );
    await server.upsert('service', { identifier: 'known' });
  });
  beforeEach(async () => {
    before = await inventory();
  });
  afterEach(async () => {
    expect(await inventory()).toEqual(before);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  test.each([...deliveries, ...requests, ...catalog])('$name', async ({ send, status, error, says }) => {
    const answer = await send(server);
    expect([answer.status, answer.body.ok, answer.body.error]).toEqual([status, false, error]);
    expect(answer.body.message).toContain(says);
    // People read it: at least one plain sentence, without our codes or source locations.
    expect(answer.text).not.toMatch(/\bat .*\.(mjs|js|ts):\d|node_modules|FST_|Error:|undefined|\[object/);
    expect(String(answer.body.message).length).toBeLessThan(600);
  });
});
