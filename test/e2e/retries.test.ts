import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

describe('e2e/retries', () => {
  let sink: Sink;
  let second: Sink;
  let server: Server;

  const fire = async (name: string, url: string, events: number): Promise<string[]> => {
    const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: name };
    await server.automate(automation(name, trigger, webhook(url, { entity: '{{ .event.context.entityIdentifier }}' })));
    const taken = await server.emit(...Array.from({ length: events }, (_, index) => created(name, `entity-${index}`)));
    return taken.map(({ runs }) => runs[0]?.id ?? '');
  };

  beforeAll(async () => {
    sink = await startSink();
    second = await startSink();
    server = await startServer({ ALLOWED_HOSTS: `${sink.host},${second.host}` });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
  });

  test('a temporary failure is retried, with the same key and a new timestamp', async () => {
    const url = sink.at('/flaky', (_, count) => (count === 1 ? { status: 503, body: 'busy' } : { body: '{"ok":1}' }));
    const [id = ''] = await fire('flaky', url, 1);
    const retrying = await server.runIn(id, 'retrying');
    expect(retrying).toMatchObject({ status: 'IN_PROGRESS', execution: { attempts: 1 } });
    expect(await server.runIn(id)).toMatchObject({
      status: 'SUCCESS',
      response: { ok: 1 },
      execution: {
        attempts: 2,
        nextAttemptAt: null,
        history: [
          { attempt: 1, outcome: 'retry', statusCode: 503, message: 'HTTP 503: busy' },
          { attempt: 2, outcome: 'succeeded', statusCode: 200 },
        ],
      },
    });
    const [first, second, ...more] = sink.requests('/flaky');
    expect(more).toEqual([]);
    expect(second?.key).toBe(id);
    for (const header of ['webhook-id', 'idempotency-key']) {
      expect(second?.headers[header]).toBe(first?.headers[header]);
    }
    expect(second?.body).toBe(first?.body);
    expect(Number(second?.headers['webhook-timestamp'])).toBeGreaterThan(Number(first?.headers['webhook-timestamp']));
    expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature']);
  });

  test('Retry-After is honoured if it asks for a longer wait than the schedule', async () => {
    const url = sink.at('/later', { status: 429, headers: { 'retry-after': '3600' } });
    const [id = ''] = await fire('later', url, 1);
    const { execution } = await server.runIn(id, 'retrying');
    const wait = Date.parse(execution.nextAttemptAt ?? '') - Date.now();
    expect(wait).toBeGreaterThan(3_500_000);
    expect(wait).toBeLessThanOrEqual(3_600_000);
  });

  test.each([408, 425, 500, 502, 504])('HTTP %i is retried', async (status) => {
    const url = sink.at(`/again-${status}`, { status });
    const [id = ''] = await fire(`again_${status}`, url, 1);
    const run = await server.runIn(id, 'retrying');
    expect(run.execution.history).toMatchObject([{ outcome: 'retry', statusCode: status }]);
  });

  test.each([400, 401, 404, 409, 410, 422])('HTTP %i ends the run', async (status) => {
    const url = sink.at(`/final-${status}`, { status, body: '{"reason":"no"}' });
    const [id = ''] = await fire(`final_${status}`, url, 1);
    expect(await server.runIn(id)).toMatchObject({
      status: 'FAILURE',
      summary: `HTTP ${status}: {"reason":"no"}`,
      response: { reason: 'no' },
      execution: { attempts: 1 },
    });
    expect(sink.requests(`/final-${status}`)).toHaveLength(1);
  });

  test('a redirect is not followed', async () => {
    const url = sink.at('/moved', { status: 307, headers: { location: `${sink.url}/elsewhere` } });
    const [id = ''] = await fire('moved', url, 1);
    const run = await server.runIn(id);
    expect(run.summary).toBe('HTTP 307: redirects are not followed; use the final address');
  });

  test('a private address that is not allowed is not called', async () => {
    for (const [name, url] of Object.entries({
      metadata: 'http://169.254.169.254/latest',
      local: 'http://localhost:9/',
      mapped: 'http://[::ffff:127.0.0.1]:9/',
      decimal: 'http://2130706433:9/',
    })) {
      const [id = ''] = await fire(name, url, 1);
      const run = await server.runIn(id);
      expect(run).toMatchObject({ status: 'FAILURE', execution: { attempts: 1 } });
      expect(run.summary).toContain('is a private address. If that is intended, add it to ALLOWED_HOSTS');
    }
  });

  test('an answer that is not valid text keeps no run from ending', async () => {
    const odd = '{"nul":"\\u0000","half":"\\ud800"} \u0000 \ud83d';
    for (const [name, status] of [
      ['odd_success', 200],
      ['odd_failure', 400],
    ] as const) {
      const url = sink.at(`/${name}`, { status, body: odd });
      const json = sink.at(`/${name}-json`, { status, body: '{"nul":"\\u0000","half":"\\ud800"}' });
      const [text = ''] = await fire(name, url, 1);
      const [parsed = ''] = await fire(`${name}_json`, json, 1);
      expect((await server.runIn(text)).status).toBe(status === 200 ? 'SUCCESS' : 'FAILURE');
      expect(await server.runIn(parsed)).toMatchObject({ response: { nul: '\u0000' } });
    }
  });

  test('a receiver that does not answer delays no others', async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const url = sink.at('/hanging', { after: released });
    const ids = await fire('hanging', url, 400);
    const [quick = ''] = await fire('beside_hanging', `${second.at('/quick')}`, 1);
    expect(await server.runIn(quick)).toMatchObject({ status: 'SUCCESS' });
    expect((await server.runs('action=hanging&active=false')).length).toBe(0);
    release();
    await until(
      () => server.runs('action=hanging'),
      (runs) => runs.every(({ status }) => status === 'SUCCESS'),
      { pause: 200 },
    );
    expect(
      sink
        .deliveries('/hanging')
        .map(({ key }) => key)
        .sort(),
    ).toEqual([...ids].sort());
  });
});
