import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startCollector } from '../fakes/collector.ts';
import { dispatchRoute } from '../fakes/github/index.ts';
import { freePort } from '../fakes/ports.ts';
import { dispatch, startAppServer, startGitHub, webhookSecret } from './harness/github.ts';
import { portAgent } from './harness/port-agent.ts';
import { type Server, startProcess, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const caller = 'b7ad6b7169203331';
const traceparent = `00-${trace}-${caller}-01`;
const secret = 'do-not-show-this-token';
const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' };

async function send(server: Server, identifier: string): Promise<string> {
  const event = JSON.stringify(created('b', identifier, { token: secret }));
  const { body } = await server.send('POST', '/v1/events', event, { traceparent });
  const [{ runs }] = body.events as [{ runs: { id: string }[] }];
  return runs[0]?.id ?? '';
}

describe('e2e/traces', () => {
  test('an event is one trace from its sender to the report of its run, across a restart', async () => {
    await using collector = await startCollector();
    await using sink = await startSink();
    await using server = await startServer({
      ALLOWED_HOSTS: sink.host,
      SECRET_A: secret,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=acme%20inc',
      OTEL_SERVICE_NAME: 'automations-test',
    });
    const url = sink.at('/hook');
    await server.automate(
      automation('a', trigger, { ...webhook(url), synchronized: false, headers: { x: '{{ .secrets.A }}' } }),
    );
    await server.call('POST', '/v1/actions/a/pause', { reason: 'Restart' });
    const run = await send(server, 'one');
    await server.stop();
    await server.start();
    await server.call('POST', '/v1/actions/a/resume', {});
    const [called] = await until(
      () => sink.deliveries('/hook'),
      (requests) => requests.length === 1,
    );
    await until(
      () => server.run(run),
      ({ execution }) => execution.phase === 'accepted',
    );
    await server.call('PATCH', `/v1/actions/runs/${run}`, { status: 'SUCCESS' });
    const names = ['receive event', 'match event', 'attempt run', 'receive report'];
    const spans = await until(
      () => collector.spans().filter(({ traceId }) => traceId === trace),
      (all) => names.every((name) => all.some((span) => span.name === name)),
    );
    const one = (name: string) => {
      const found = spans.filter((span) => span.name === name);
      expect(found, name).toHaveLength(1);
      return found[0];
    };
    const [received, matched, attempted, reported] = names.map(one);
    expect(received?.parentSpanId).toBe(caller);
    expect(matched?.parentSpanId).toBe(received?.spanId);
    expect(attempted?.parentSpanId).toBe(matched?.spanId);
    expect(reported?.parentSpanId).toBe(matched?.spanId);
    expect(called?.headers.traceparent).toBe(`00-${trace}-${attempted?.spanId}-01`);
    expect(attempted?.attributes).toContainEqual({ key: 'catalog.run', value: { stringValue: run } });
    expect(collector.resources()[0]).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'automations-test' },
    });
    expect(collector.headers[0]?.['x-tenant']).toBe('acme inc');
    expect(collector.text()).not.toContain(secret);
  });

  test('while it is off nothing is sent, and the trace of others is passed on, unless the definition has its own', async () => {
    await using collector = await startCollector();
    await using sink = await startSink();
    await using server = await startServer({ ALLOWED_HOSTS: sink.host });
    const own = traceparent.replace(caller, '1111111111111111');
    await server.automate(
      automation('passes', trigger, webhook(sink.at('/passes'))),
      automation('own', trigger, { ...webhook(sink.at('/own')), headers: { Traceparent: own } }),
    );
    await send(server, 'one');
    await server.emit(created('b', 'two'));
    const headersOf = async (path: string) =>
      (
        await until(
          () => sink.deliveries(path),
          (requests) => requests.length === 2,
        )
      ).map(({ headers }) => headers.traceparent);
    expect((await headersOf('/passes')).sort()).toEqual([traceparent, undefined]);
    expect(await headersOf('/own')).toEqual([own, own]);
    expect(collector.text()).toBe('');
  });

  test('a collector that is down delays nothing, and the log says so once', async () => {
    await using sink = await startSink();
    await using server = await startServer({
      ALLOWED_HOSTS: sink.host,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
    });
    await server.automate(automation('a', trigger, webhook(sink.at('/hook'))));
    for (const name of ['one', 'two']) expect((await server.runIn(await send(server, name))).status).toBe('SUCCESS');
    expect(await server.stop()).toBe(0);
    const lost = server.log().filter(({ msg }) => msg.startsWith('traces are lost'));
    expect(lost.length).toBeLessThanOrEqual(1);
  });

  test('a dispatch of a workflow and what an agent claims carry the trace', async () => {
    const { github } = await startGitHub();
    await using _ = github;
    await using server = await startAppServer(github);
    const headers = { A: 'a' };
    await server.automate(
      automation('starts', trigger, dispatch()),
      automation('offers', trigger, { ...webhook('http://inside.example/hook'), agent: true, headers }),
    );
    await send(server, 'one');
    const [dispatched] = await until(
      () => github.requestsTo(dispatchRoute),
      (requests) => requests.length === 1,
    );
    expect(dispatched?.traceparent).toBe(traceparent);
    const [claimed] = await until(
      () => portAgent(server).claim(),
      (runs) => runs.length === 1,
    );
    expect(claimed?.payload.headers).toEqual({ ...headers, traceparent });
  });

  test('while it is off, the packages of OpenTelemetry that make and send traces are not loaded', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'catalog-loaded-'));
    const packagesOf = async (environment: Record<string, string>): Promise<string[]> => {
      const coverage = join(folder, String(Object.keys(environment).length));
      {
        await using server = await startProcess({ ...environment, NODE_V8_COVERAGE: coverage });
        expect((await server.send('GET', '/healthz')).status).toBe(200);
      }
      const texts = readdirSync(coverage).map((file) => readFileSync(join(coverage, file), 'utf8'));
      const urls = texts.flatMap((text) => [...text.matchAll(/node_modules\/((?:@[^/"]+\/)?[^/"]+)/g)]);
      return [...new Set(urls.map(([, name = '']) => name))];
    };
    // The package for metrics loads the interface, which does nothing by itself.
    const isTracing = (name: string) => name.startsWith('@opentelemetry/') && name !== '@opentelemetry/api';
    const off = await packagesOf({});
    expect(off).toContain('fastify');
    expect(off.filter(isTracing)).toEqual([]);
    const on = await packagesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}` });
    expect(on.filter(isTracing)).toContain('@opentelemetry/sdk-trace');
    rmSync(folder, { recursive: true });
  });

  test("a webhook's trace is kept with it", async () => {
    const { github } = await startGitHub();
    await using _ = github;
    await using sink = await startSink();
    await using server = await startAppServer(github, { ALLOWED_HOSTS: sink.host });
    await server.automate(automation('a', trigger, webhook(sink.at('/hook'))));
    const payload = { action: 'catalog-event', client_payload: created('b', 'one') };
    const body = JSON.stringify(payload);
    const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
    const { status } = await server.send('POST', '/api/github/webhooks', body, {
      authorization: '',
      'x-github-delivery': 'delivery-1',
      'x-github-event': 'repository_dispatch',
      'x-hub-signature-256': `sha256=${signature}`,
      traceparent,
    });
    expect(status).toBe(202);
    const [called] = await until(
      () => sink.deliveries('/hook'),
      (requests) => requests.length === 1,
    );
    expect(called?.headers.traceparent).toBe(traceparent);
  });
});
