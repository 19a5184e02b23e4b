import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { TargetRow } from '../../src/core/views/target-view.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { type Server, startEmbedded, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/** More than the failures in a row after which a target is parked. */
const many = 14;

describe.each(['embedded', 'Postgres'])('e2e/alerts %s', (database) => {
  const start = database === 'embedded' ? startEmbedded : startServer;
  let postgres: Awaited<ReturnType<typeof startPostgres>> | null = null;
  let sink: Sink;
  let broken: Sink;
  let server: Server;
  let isMended = false;

  beforeAll(async () => {
    [sink, broken] = [await startSink(), await startSink()];
    postgres = database === 'Postgres' ? await startPostgres() : null;
    server = await start({
      ALLOWED_HOSTS: `${sink.host},${broken.host}`,
      CLIENT_ID: 'operator',
      CLIENT_SECRET: 'a secret that both know',
      ...(postgres !== null && { DATABASE_URL: postgres.url }),
    });
    const report = { name: '{{ .event.context.entityIdentifier }}', now: '{{ .event.diff.after.properties }}' };
    const alert = (name: string, blueprintIdentifier: string, url: string) =>
      automation(name, { type: 'ENTITY_UPDATED', blueprintIdentifier }, webhook(url, report));
    await server.automate(
      alert('on_target', '_target', sink.at('/target')),
      // The alert itself always fails.
      alert('on_automation', '_automation', sink.at('/automation', { status: 400 })),
    );
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await broken[Symbol.asyncDispose]();
    await postgres?.stop();
  });

  const listen = (name: string, url: string) =>
    server.automate(automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, webhook(url, {})));
  const fire = async (name: string, count = 1): Promise<string[]> =>
    (await server.emit(...Array.from({ length: count }, () => created(name, `${name}-${Math.random()}`)))).map(
      ({ runs }) => runs[0]?.id ?? '',
    );
  const alerts = (path: string, count: number) =>
    until(
      () => sink.requests(path).map(({ json }) => json as JsonObject),
      (all) => all.length >= count,
    );
  const targets = async () => (await server.call<{ targets: TargetRow[] }>('GET', '/v1/targets')).targets;

  test('a target that stops and starts working alerts, and shows its state meanwhile', async () => {
    await listen(
      'calls',
      broken.at('/hook', () => (isMended ? {} : { status: 503, body: 'repair' })),
    );
    await fire('calls', many);
    expect(await alerts('/target', 1)).toMatchObject([
      { name: broken.url, now: { state: 'open', failures: 10, reason: 'HTTP 503: repair' } },
    ]);
    const rows = await until(targets, ([first]) => first?.waitingRuns === many);
    expect(rows).toMatchObject([
      { target: broken.url, state: 'open', reason: 'HTTP 503: repair', since: expect.any(String), paused: null },
    ]);
    const { text } = await server.send('GET', '/metrics');
    expect(text).toContain('catalog_automations_targets{state="open"} 1');
    isMended = true;
    const path = `/v1/targets/${encodeURIComponent(broken.url)}/retry`;
    expect(await server.call('POST', path)).toMatchObject({ bulk: { kind: 'retry', request: { target: broken.url } } });
    expect((await alerts('/target', 2))[1]).toMatchObject({ name: broken.url, now: { state: 'closed', failures: 0 } });
    await until(
      () => server.runs('action=calls&active=true'),
      (runs) => runs.length === 0,
    );
    expect(await until(targets, (all) => all.length === 0)).toEqual([]);
  });

  test('an automation that fails three times in a row alerts once, and again when it works', async () => {
    let isRight = false;
    await listen(
      'wrong',
      sink.at('/wrong', () => ({ status: isRight ? 200 : 404 })),
    );
    const fail = async () => server.runIn((await fire('wrong'))[0] ?? '');
    await fail();
    await fail();
    expect(sink.requests('/automation')).toEqual([]);
    const third = await fail();
    await fail();
    await fail();
    isRight = true;
    const works = await fail();
    expect(await alerts('/automation', 2)).toEqual([
      { name: 'wrong', now: { state: 'failing', failures: 3, lastRun: third.id, summary: 'HTTP 404' } },
      { name: 'wrong', now: { state: 'working', failures: 0, lastRun: works.id, summary: null } },
    ]);
  });

  test('an alert that fails does not alert', async () => {
    const failed = await until(
      () => server.runs('action=on_automation&status=FAILURE'),
      (runs) => runs.length >= 2,
    );
    // One more would make three in a row.
    let isRight = true;
    await listen(
      'flapping',
      sink.at('/flapping', () => ({ status: isRight ? 200 : 404 })),
    );
    for (const right of [false, false, false, true]) {
      isRight = right;
      await server.runIn((await fire('flapping'))[0] ?? '');
    }
    const all = await until(
      () => server.runs('action=on_automation&active=false'),
      (runs) => runs.length === failed.length + 2,
    );
    expect(all.every(({ status }) => status === 'FAILURE')).toBe(true);
    const { events } = await server.call<{ events: JsonObject[] }>('GET', '/v1/lists/events?blueprint=_automation');
    expect(new Set(events.map(({ entity }) => entity))).toEqual(new Set(['wrong', 'flapping']));
  });
});
