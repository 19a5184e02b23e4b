import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { BulkView } from '../../src/core/views/bulk-view.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { type Server, startEmbedded, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

type Found = { events: { id: string }[]; next: string | null };

describe.each(['embedded', 'Postgres'])('e2e/replay %s', (database) => {
  const start = database === 'embedded' ? startEmbedded : startServer;
  let postgres: Awaited<ReturnType<typeof startPostgres>> | null = null;
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    sink = await startSink();
    postgres = database === 'Postgres' ? await startPostgres() : null;
    server = await start({
      ALLOWED_HOSTS: sink.host,
      CLIENT_ID: 'operator',
      CLIENT_SECRET: 'a secret that both know',
      ...(postgres !== null && { DATABASE_URL: postgres.url }),
    });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await postgres?.stop();
  });

  const listen = (name: string, blueprint: string, conditions: string[] = []) =>
    server.automate(
      automation(
        name,
        { type: 'ENTITY_CREATED', blueprintIdentifier: blueprint },
        webhook(sink.at(`/${name}`), {}),
        conditions,
      ),
    );
  const send = (blueprint: string, count: number) =>
    server.emit(
      ...Array.from({ length: count }, (_, n) =>
        created(blueprint, `${blueprint}-${n}`, { tier: n % 2 === 0 ? 'a' : 'b' }),
      ),
    );
  const list = (query: string) => server.call<Found>('GET', `/v1/lists/events?${query}`);
  const ended = ({ bulk }: { bulk: BulkView }) =>
    until(
      async () => (await server.call<{ bulk: BulkView }>('GET', `/v1/bulk/${bulk.id}`)).bulk,
      ({ state }) => state !== 'running',
    );

  test('an event that came before its automation is replayed to it, after a dry run', async () => {
    const [event] = await send('early', 1);
    await listen('late_one', 'early');
    await listen('late_two', 'early');
    await listen('wrong', 'early', ['.diff.after.properties.tier | tonumber > 1']);
    const path = `/v1/events/${event?.id}/replay`;
    const dry = await server.call('POST', path, { dryRun: true });
    expect(dry).toEqual({
      ok: true,
      dryRun: true,
      runs: [{ automation: 'late_one' }, { automation: 'late_two' }],
      errors: [{ automation: 'wrong', message: expect.stringContaining('cannot be parsed as a number') }],
    });
    expect(await server.runs('action=late_one')).toEqual([]);
    const { runs } = await server.call<{ runs: { id: string; automation: string }[] }>('POST', path, {
      automation: 'late_one',
    });
    expect(runs).toEqual([{ id: expect.stringMatching(/^r_/), automation: 'late_one' }]);
    const run = await server.runIn(runs[0]?.id ?? '');
    expect(run).toMatchObject({
      status: 'SUCCESS',
      execution: { event: event?.id, repeats: expect.stringMatching(/^replay_/) },
    });
    expect(await server.runs('action=late_two')).toEqual([]);
    // Again: another replay, another run.
    await server.call('POST', path, { automation: 'late_one' });
    expect((await server.event(event?.id ?? '')).runs).toHaveLength(2);
    expect((await server.send('POST', path, '{"automation":"none"}')).status).toBe(404);
    const { audits } = await server.call<{ audits: JsonObject[] }>('GET', '/v1/audit-log?resources=event');
    expect(audits[0]).toMatchObject({
      action: 'REPLAY',
      trigger: { by: { userId: 'client:operator' } },
      context: { event: event?.id },
    });
  });

  test('many events are replayed in the background, each once, and a dry run says what to expect', async () => {
    await send('missed', 250);
    await listen('missed_one', 'missed', ['.diff.after.properties.tier == "a"']);
    const filter = { blueprint: 'missed', outcome: 'unmatched' };
    expect(await server.call('POST', '/v1/events/replay', { ...filter, dryRun: true })).toEqual({
      ok: true,
      dryRun: true,
      count: 250,
      complete: true,
      tried: 250,
      runs: [{ automation: 'missed_one', count: 125 }],
      errors: 0,
    });
    const bulk = await ended(await server.call('POST', '/v1/events/replay', { ...filter, automation: 'missed_one' }));
    expect(bulk).toMatchObject({ kind: 'replay', state: 'done', changed: 125, by: 'client:operator' });
    await until(
      () => server.runs('action=missed_one&active=false'),
      (runs) => runs.length === 125,
    );
    expect(sink.requests('/missed_one')).toHaveLength(125);
    const answer = await server.send('POST', '/v1/events/replay', '{}');
    expect(answer).toMatchObject({ status: 422, body: { message: expect.stringContaining('Give a filter') } });
  });

  test('events that a jq expression selects are replayed, counted by a dry run before', async () => {
    await send('chosen', 250);
    await listen('chosen_one', 'chosen');
    const filter = { blueprint: 'chosen', jq: '.diff.after.properties.tier == "b"' };
    expect(await server.call('POST', '/v1/events/replay', { ...filter, dryRun: true })).toMatchObject({
      count: 125,
      complete: true,
      tried: 125,
      runs: [{ automation: 'chosen_one', count: 125 }],
    });
    const bulk = await ended(await server.call('POST', '/v1/events/replay', filter));
    expect(bulk).toMatchObject({ state: 'done', done: 250, total: 250, changed: 125, request: filter });
    const wrong = await server.send('POST', '/v1/events/replay', JSON.stringify({ jq: '.a |' }));
    expect(wrong).toMatchObject({ status: 422, body: { message: expect.stringContaining('jq does not compile') } });
  });

  test('a replay to an automation that is switched off is refused, and says what to do', async () => {
    const [event] = await send('off', 1);
    await listen('off_one', 'off');
    await server.call('PATCH', '/v1/actions/off_one', { publish: false });
    for (const path of [`/v1/events/${event?.id}/replay`, '/v1/events/replay']) {
      const body = { automation: 'off_one', ...(path === '/v1/events/replay' && { blueprint: 'off' }) };
      const answer = await server.send('POST', path, JSON.stringify(body));
      expect(answer).toMatchObject({ status: 409, body: { message: expect.stringContaining('publish it first') } });
    }
  });

  test('events are found by a jq expression, a page at a time', async () => {
    await send('found', 7);
    const jq = encodeURIComponent('.diff.after.properties.tier == "b"');
    const first = await list(`blueprint=found&limit=2&jq=${jq}`);
    const second = await list(`blueprint=found&limit=2&jq=${jq}&cursor=${first.next}`);
    expect([first.events.length, second.events.length, second.next]).toEqual([2, 1, null]);
    const events = await Promise.all([...first.events, ...second.events].map(({ id }) => server.event(id)));
    expect(events.map(({ context }) => context.entityIdentifier)).toEqual(['found-5', 'found-3', 'found-1']);
    expect((await list(`blueprint=found&jq=${encodeURIComponent('.nothing | tonumber > 1')}`)).events).toEqual([]);
    const wrong = await server.send('GET', `/v1/lists/events?jq=${encodeURIComponent('.a |')}`);
    expect(wrong).toMatchObject({ status: 422, body: { message: expect.stringContaining('jq does not compile') } });
    expect((await list('blueprint=found&resource=run')).events).toEqual([]);
    expect((await list('blueprint=found&resource=entity')).events).toHaveLength(7);
  });
});
