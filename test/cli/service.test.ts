import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { type Server, startServer } from '../e2e/harness/server.ts';
import { type Sink, startSink } from '../e2e/harness/sink.ts';
import { runCli } from './cli.ts';

const event = JSON.stringify({
  type: 'ENTITY_UPDATED',
  blueprint: 'service',
  before: {},
  after: { properties: { status: 'open' } },
});

const call = (url: string) => ({ invocationMethod: { type: 'WEBHOOK', url, synchronized: true } });

describe('cli against a service on this machine', () => {
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host });
    using checkout = createCheckout({
      'automations/good.json': definition('good', call(sink.at('/good'))),
      'automations/bad.json': definition('bad', call(sink.at('/bad', { status: 400, body: '{}' }))),
    });
    await runCli(checkout.root, ['sync', '--repository', 'acme/cli'], { environment: environment() });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  /** No credentials: those that the service saved are used. */
  const environment = () => ({ SERVER_URL: server.url, DATA_DIR: join(server.directory, 'data') });
  const run = async (args: string[], more: Record<string, string> = {}) => {
    using checkout = createCheckout({ 'event.json': event, 'wide.json': event.replace('open', 'Open') });
    return await runCli(checkout.root, args, { environment: { ...environment(), ...more } });
  };

  test('waits for the runs of an event, prints how each ended, and fails if one did', async () => {
    const { code, stdout } = await run(['send', 'event.json']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^SUCCESS {2}good {2}r_[\w-]+ {2}http:\S+:\d+\/runs\/r_[\w-]+$/m);
    expect(stdout).toMatch(/^FAILURE {2}bad {2}r_[\w-]+ {2}http:\S+\n {2}\S+/m);
    const json = await run(['send', 'event.json', '--format', 'json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      events: [{ id: expect.any(String), errors: [] }],
      runs: expect.arrayContaining([
        expect.objectContaining({ automation: 'good', status: 'SUCCESS' }),
        expect.objectContaining({ automation: 'bad', status: 'FAILURE' }),
      ]),
    });
  });

  test('does not wait on request, and succeeds if nothing matches', async () => {
    const sent = await run(['send', 'event.json', '--no-wait']);
    expect([sent.code, sent.stdout]).toEqual([0, expect.stringMatching(/^\S+ {2}ran \w+, \w+\n$/)]);
    const none = await run(['send', 'wide.json']);
    expect([none.code, none.stdout]).toEqual([0, expect.stringMatching(/^\S+ {2}no match\n$/)]);
  });

  test('an event with a mistake is not sent, and the mistake has its line and column', async () => {
    using checkout = createCheckout({ 'event.yml': 'action: UPDATE\nresourceType: 1\n' });
    const { code, stderr } = await runCli(checkout.root, ['send', 'event.yml'], { environment: environment() });
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^event\.yml contains no event\. .*2:\d+ `event\.resourceType` must be/),
    ]);
  });

  test('for an address without a scheme, the message has the full address', async () => {
    const address = server.url.replace('http://', '');
    const { code, stderr } = await run(['send', 'event.json'], { SERVER_URL: address });
    expect([code, stderr]).toEqual([2, expect.stringContaining(`Did you mean http://${address}?`)]);
    const remote = await run(['send', 'event.json'], { SERVER_URL: 'service.example' });
    expect(remote.stderr).toContain('Did you mean https://service.example?');
  });

  test('explains a recorded event by its id, near misses included', async () => {
    const sent = await run(['send', 'wide.json', '--format', 'json']);
    const id: string = JSON.parse(sent.stdout).events[0].id;
    const { code, stdout } = await run(['explain', id, '--automation', 'good']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^good: does not match\n/)]);
    expect(stdout).toContain('.diff.after.properties.status is "Open"');
    expect(stdout).toContain('Near miss: ');
    const json = await run(['explain', id, '--format', 'json']);
    expect(JSON.parse(json.stdout).events[0].automations).toMatchObject([
      { verdict: 'no-match', nearMisses: [{ kind: 'case' }] },
      { verdict: 'no-match', nearMisses: [{ kind: 'case' }] },
    ]);
  });

  test('reports an unknown event or automation', async () => {
    const unknown = await run(['explain', 'event_none']);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('There is no event event_none')]);
    const file = await run(['explain', 'event.json']);
    expect([file.code, file.stderr]).toEqual([2, expect.stringContaining('Give a file with an event')]);
  });

  test('finds the service that was started in the same folder without its address', async () => {
    const listed = await run(['runs', 'list'], { SERVER_URL: '' });
    expect([listed.code, listed.stderr]).toEqual([0, '']);
    using checkout = createCheckout({ '.data/address': 'https://elsewhere.example\n' });
    const foreign = await runCli(checkout.root, ['runs', 'list'], { environment: {} });
    expect([foreign.code, foreign.stderr]).toEqual([2, expect.stringContaining('Give the address of the service')]);
  });

  test('needs credentials without a data folder, and reports a damaged file', async () => {
    const absent = await run(['send', 'event.json'], { DATA_DIR: 'nowhere' });
    expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining('Set CLIENT_ID and CLIENT_SECRET')]);
    using checkout = createCheckout({ 'event.json': event, '.data/client.json': '{"id":1}' });
    const damaged = await runCli(checkout.root, ['send', 'event.json'], { environment: { SERVER_URL: server.url } });
    expect([damaged.code, damaged.stderr]).toEqual([2, expect.stringContaining('client.json does not contain')]);
    const remote = await runCli(checkout.root, ['send', 'event.json', '--server-url', 'https://service.example']);
    expect([remote.code, remote.stderr]).toEqual([2, expect.stringContaining('Set CLIENT_ID and CLIENT_SECRET')]);
  });
});
