import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { BulkView } from '../../src/core/views/bulk-view.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { type Server, startEmbedded, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/** More than the failures in a row after which a target is parked. */
const many = 30;

const credentials = { CLIENT_ID: 'operator', CLIENT_SECRET: 'a secret that both know' };

type Bulk = { bulk: BulkView };

describe.each(['embedded', 'Postgres'])('e2e/operate-runs %s', (database) => {
  let postgres: Awaited<ReturnType<typeof startPostgres>> | null = null;
  let sink: Sink;
  /** A separate receiver, so that its failures do not park other runs. */
  let broken: Sink;
  let server: Server;
  /** Another replica, where there can be one. */
  let other: Server | null = null;
  let isMended = false;

  beforeAll(async () => {
    [sink, broken] = [await startSink(), await startSink()];
    const environment = { ALLOWED_HOSTS: `${sink.host},${broken.host}`, ...credentials, INVOCATION_TIMEOUT: '1m' };
    if (database === 'Postgres') {
      postgres = await startPostgres();
      const shared = { ...environment, DATABASE_URL: postgres.url };
      [server, other] = await Promise.all([startServer(shared), startServer(shared)]);
    } else server = await startEmbedded(environment);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await other?.[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await broken[Symbol.asyncDispose]();
    await postgres?.stop();
  });

  const listen = (name: string, url: string, more: JsonObject = {}) =>
    server.automate(
      automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, webhook(url, { text: 'hello' }, more)),
    );
  const fire = async (name: string, count = 1): Promise<string[]> => {
    const events = Array.from({ length: count }, (_, index) => created(name, `${name}-${index}-${Math.random()}`));
    return (await server.emit(...events)).map(({ runs }) => runs[0]?.id ?? '');
  };
  const retry = async (id: string, body: JsonObject = {}) =>
    (await server.call<{ run: { id: string } }>('POST', `/v1/actions/runs/${id}/retry`, body)).run.id;
  const ended = ({ bulk }: Bulk) =>
    until(
      async () => (await (other ?? server).call<Bulk>('GET', `/v1/bulk/${bulk.id}`)).bulk,
      ({ state }) => state !== 'running',
    );

  test('a run that waits for its next attempt is attempted now, with the same key', async () => {
    await listen(
      'now',
      sink.at('/now', (_, count) => (count === 1 ? { status: 429, headers: { 'retry-after': '3600' } } : {})),
    );
    const [id = ''] = await fire('now');
    await server.runIn(id, 'retrying');
    expect(await retry(id)).toBe(id);
    expect(await server.runIn(id)).toMatchObject({ status: 'SUCCESS', execution: { attempts: 2 } });
    expect(sink.requests('/now').map(({ key }) => key)).toEqual([id, id]);
    expect(await server.logs(id)).toContain('Attempted now at the request of client:operator');
    const { audits } = await server.call<{ audits: JsonObject[] }>('GET', `/v1/audit-log?run_id=${id}`);
    expect(audits).toMatchObject([
      {
        action: 'RETRY',
        resourceType: 'run',
        trigger: { by: { userId: 'client:operator' } },
        diff: { after: { message: `Retried the run ${id}`, as: 'same' } },
      },
    ]);
  });

  test('an ended run stays ended: a new run repeats it, once, with its key or a new one', async () => {
    await listen(
      'twice',
      sink.at('/twice', (_, count) => ({ status: count === 1 ? 400 : 200 })),
    );
    const [id = ''] = await fire('twice');
    expect((await server.runIn(id)).status).toBe('FAILURE');
    const same = await retry(id);
    expect(same).not.toBe(id);
    expect((await server.runIn(same)).status).toBe('SUCCESS');
    const again = await server.send('POST', `/v1/actions/runs/${id}/retry`);
    expect(again).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining(`already been retried as ${same}`) },
    });
    const fresh = await retry(same, { as: 'new' });
    expect((await server.runIn(fresh)).status).toBe('SUCCESS');
    expect(sink.requests('/twice').map(({ key }) => key)).toEqual([id, id, fresh]);
    expect(await server.run(id)).toMatchObject({ status: 'FAILURE', execution: { retriedAs: same } });
    expect(await server.run(same)).toMatchObject({ execution: { repeats: id, idempotencyKey: id, retriedAs: fresh } });
    expect(await server.run(fresh)).toMatchObject({ execution: { repeats: same, idempotencyKey: fresh } });
  });

  test('a waiting run is cancelled, and makes no further call', async () => {
    await listen('unwanted', sink.at('/unwanted', { status: 429, headers: { 'retry-after': '1' } }));
    const [id = ''] = await fire('unwanted');
    await server.runIn(id, 'retrying');
    const { run } = await server.call<{ run: JsonObject }>('POST', `/v1/actions/runs/${id}/cancel`);
    expect(run).toMatchObject({ status: 'FAILURE', statusLabel: 'CANCELLED', summary: 'Cancelled by client:operator' });
    expect((await server.send('POST', `/v1/actions/runs/${id}/cancel`)).status).toBe(409);
    const calls = sink.requests('/unwanted').length;
    // A job that the run left behind would be due by now.
    await listen('after', sink.at('/after', { status: 429, headers: { 'retry-after': '5' } }));
    const [later = ''] = await fire('after');
    await until(
      () => server.run(later),
      ({ execution }) => execution.attempts >= 2,
    );
    expect(sink.requests('/unwanted')).toHaveLength(calls);
    await server.call('POST', `/v1/actions/runs/${later}/cancel`);
  });

  test('the runs of a target that works again are sent at once instead of waiting for its probe', async () => {
    await listen(
      'parked',
      broken.at('/parked', () => (isMended ? {} : { status: 503, body: 'down for repair' })),
    );
    const ids = await fire('parked', many);
    await until(
      () => server.runs('action=parked'),
      (runs) => runs.every(({ execution }) => execution.phase === 'parked'),
    );
    expect((await server.runs(`target=${encodeURIComponent(broken.url)}`)).map(({ id }) => id).sort()).toEqual(
      [...ids].sort(),
    );
    const filter = { target: broken.url, error: 'down for REPAIR' };
    expect(await server.call('POST', '/v1/actions/runs/retry', { ...filter, dryRun: true })).toEqual({
      ok: true,
      dryRun: true,
      count: many,
      complete: true,
    });
    isMended = true;
    const bulk = await ended(await server.call<Bulk>('POST', '/v1/actions/runs/retry', filter));
    expect(bulk).toMatchObject({
      kind: 'retry',
      state: 'done',
      by: 'client:operator',
      total: many,
      done: many,
      changed: 1,
    });
    // One probes the target; when it succeeds, the others follow.
    expect(bulk.waiting).toBe(many - 1);
    await until(
      () => server.runs('action=parked'),
      (runs) => runs.every(({ status }) => status === 'SUCCESS'),
    );
    expect(new Set(broken.deliveries('/parked').map(({ key }) => key))).toEqual(new Set(ids));
  });

  test('many failed runs are retried once, however often that is requested', async () => {
    let isRight = false;
    await listen(
      'wrong',
      sink.at('/wrong', () => ({ status: isRight ? 200 : 404 })),
    );
    const ids = await fire('wrong', 450);
    await until(
      () => server.runs('action=wrong&active=true'),
      (runs) => runs.length === 0,
    );
    isRight = true;
    const filter = { automation: 'wrong', status: 'FAILURE' };
    const both = await Promise.all([
      server.call<Bulk>('POST', '/v1/actions/runs/retry', filter),
      (other ?? server).call<Bulk>('POST', '/v1/actions/runs/retry', filter),
    ]);
    const bulks = await Promise.all(both.map(ended));
    expect(bulks.map(({ changed }) => changed).reduce((sum, one) => sum + one)).toBe(450);
    const runs = await until(
      () => server.runs('action=wrong'),
      (all) =>
        all.length === 900 && all.every(({ status, execution }) => status === 'SUCCESS' || execution.repeats === null),
    );
    expect(
      runs
        .filter(({ status }) => status === 'SUCCESS')
        .map(({ execution }) => execution.repeats)
        .sort(),
    ).toEqual([...ids].sort());
    const { audits } = await server.call<{ audits: JsonObject[] }>('GET', '/v1/audit-log?resources=bulk&action=RETRY');
    expect(audits[0]).toMatchObject({
      context: { bulk: expect.any(String) },
      diff: { after: { ...filter, as: 'same' } },
    });
  });

  test('bulk work needs a filter', async () => {
    const answer = await server.send('POST', '/v1/actions/runs/cancel', '{}');
    expect(answer).toMatchObject({ status: 422, body: { message: expect.stringContaining('Give a filter') } });
  });

  test.each([
    ['deleted', (name: string) => server.call('DELETE', `/v1/actions/${name}`)],
    ['switched off', (name: string) => server.call('PATCH', `/v1/actions/${name}`, { publish: false })],
  ])('runs of an automation that is %s do not go on retrying', async (how, stop) => {
    const name = how === 'deleted' ? 'doomed' : 'dozing';
    await listen(name, sink.at(`/${name}`, { status: 429, headers: { 'retry-after': '3600' } }));
    const [id = ''] = await fire(name);
    await server.runIn(id, 'retrying');
    await stop(name);
    const run = await server.runIn(id);
    expect(run).toMatchObject({ status: 'FAILURE', statusLabel: 'CANCELLED' });
    expect(run.summary).toBe('Cancelled because the automation was deleted or switched off by client:operator');
  });

  test('a call that fails only after its automation was deleted is not repeated', async () => {
    let fail = (): void => {};
    const after = new Promise<void>((resolve) => {
      fail = resolve;
    });
    await listen('late', sink.at('/late', { after, status: 503 }));
    const [id = ''] = await fire('late');
    await until(
      () => sink.requests('/late').length,
      (count) => count === 1,
    );
    await server.call('DELETE', '/v1/actions/late');
    fail();
    expect(await server.runIn(id)).toMatchObject({ statusLabel: 'CANCELLED' });
    expect(sink.requests('/late')).toHaveLength(1);
  });

  test('waiting runs finish if the deletion asks for that', async () => {
    await listen(
      'finishing',
      sink.at('/finishing', (_, count) => (count === 1 ? { status: 503 } : {})),
    );
    const [id = ''] = await fire('finishing');
    await server.runIn(id, 'retrying');
    await server.call('DELETE', '/v1/actions/finishing?waitingRuns=finish');
    expect(await server.runIn(id)).toMatchObject({ status: 'SUCCESS' });
  });

  test.each([
    ['cancel', { status: 'SUCCESS' }, 'Runs that have ended cannot be cancelled'],
    [
      'retry',
      { phase: 'held' },
      'A run in the phase held cannot be retried: it is held, because its automation or its target is paused',
    ],
    ['retry', { phase: 'parked', as: 'new' }, 'cancel it first, or retry it as "same"'],
    ['retry', { status: 'FAILURE', phase: 'parked' }, 'No run of the status FAILURE is in the phase parked'],
  ])('%s of %j is refused instead of changing nothing', async (verb, filter, message) => {
    for (const dryRun of [true, false]) {
      const answer = await server.send('POST', `/v1/actions/runs/${verb}`, JSON.stringify({ ...filter, dryRun }));
      expect(answer).toMatchObject({ status: 422, body: { message: expect.stringContaining(message) } });
    }
  });
});
