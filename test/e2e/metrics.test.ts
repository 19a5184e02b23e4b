import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/** The samples of a page in Prometheus' text format, by name and labels; every line has to be one, or a comment. */
function samplesOf(page: string): Map<string, number> {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = '', value = ''] = /^([a-z_][a-z0-9_]*(?:\{(?:[a-z_]+="[^"]*",?)*\})?) (\S+)$/.exec(line) ?? [];
      expect(name, line).not.toBe('');
      return [name, Number(value)];
    }),
  );
}

describe('e2e/metrics', () => {
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host });
    await server.automate(
      automation('works', { type: 'ENTITY_CREATED', blueprintIdentifier: 'a' }, webhook(sink.at('/works'))),
      automation(
        'fails',
        { type: 'ENTITY_CREATED', blueprintIdentifier: 'a' },
        webhook(sink.at('/fails', { status: 400 })),
      ),
      automation(
        'hangs',
        { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' },
        webhook(sink.at('/hangs', { hang: true })),
      ),
      automation('after', { type: 'RUN_UPDATED', actionIdentifier: 'works' }, webhook(sink.at('/after')), [
        '.diff.after.status == "SUCCESS"',
      ]),
    );
  });
  afterAll(async () => {
    // The call that hangs ends with the sink, and only then can the server stop.
    await sink[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const read = async (): Promise<Map<string, number>> => {
    const { status, text, headers } = await server.send('GET', '/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
    return samplesOf(text);
  };
  const name = (metric: string) => `catalog_automations_${metric}`;

  test('needs the client, because it contains the names of automations', async () => {
    const answer = await server.send('GET', '/metrics', undefined, { authorization: '' });
    expect(answer.status).toBe(401);
  });

  test('counts events, runs and calls by their outcomes', async () => {
    await server.call('POST', '/v1/events', created('a', 'one', {}, { id: 'one' }));
    await server.call('POST', '/v1/events', created('a', 'two', {}, { id: 'two' }));
    // The same event again is not another one.
    await server.call('POST', '/v1/events', created('a', 'two', {}, { id: 'two' }));
    const samples = await until(read, (all) => all.get(name('runs_total{automation="after",status="SUCCESS"}')) === 2);
    const values = (...metrics: string[]) => metrics.map((metric) => [metric, samples.get(name(metric))]);
    expect(
      values(
        'events_total{source="http"}',
        'events_total{source="run"}',
        'runs_total{automation="works",status="SUCCESS"}',
        'runs_total{automation="fails",status="FAILURE"}',
        'run_seconds_count{status="SUCCESS"}',
        'call_seconds_count{backend="WEBHOOK",outcome="succeeded"}',
        'call_seconds_count{backend="WEBHOOK",outcome="rejected"}',
        'runs_open{phase="retrying"}',
        'events_unmatched',
      ),
    ).toEqual([
      ['events_total{source="http"}', 2],
      // The end of each run of `works`, which `after` listens to.
      ['events_total{source="run"}', 2],
      ['runs_total{automation="works",status="SUCCESS"}', 2],
      ['runs_total{automation="fails",status="FAILURE"}', 2],
      ['run_seconds_count{status="SUCCESS"}', 4],
      ['call_seconds_count{backend="WEBHOOK",outcome="succeeded"}', 4],
      ['call_seconds_count{backend="WEBHOOK",outcome="rejected"}', 2],
      ['runs_open{phase="retrying"}', 0],
      ['events_unmatched', 0],
    ]);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });

  test('shows what waits in the database, and for how long', async () => {
    await server.call('POST', '/v1/events', created('b', 'three'));
    const samples = await until(read, (all) => all.get(name('runs_open{phase="invoking"}')) === 1);
    expect(samples.get(name('oldest_open_run_seconds{phase="invoking"}'))).toBeGreaterThan(0);
  });

  test('labels routes by their pattern, and never by the actual path', async () => {
    await server.send('GET', '/v1/actions/runs/r_unknown');
    await server.send('GET', '/nowhere/to/be/found');
    const { text } = await server.send('GET', '/metrics');
    const found = samplesOf(text);
    const count = name('http_request_seconds_count');
    expect(found.get(`${count}{method="GET",route="/v1/actions/runs/:id",status="404"}`)).toBe(1);
    expect(found.get(`${count}{method="GET",route="none",status="404"}`)).toBe(1);
    expect(text).not.toContain('r_unknown');
  });
});
