import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

const on = (blueprint: string) => ({ type: 'ENTITY_CREATED', blueprintIdentifier: blueprint });

describe('e2e/runs', () => {
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  /** Lets an automation fire once and gives the run's id. */
  const fire = async (name: string, method: ReturnType<typeof webhook>) => {
    await server.automate(automation(name, on(name), method));
    const [event] = await server.emit(created(name, 'one'));
    return event?.runs[0]?.id ?? '';
  };
  const patch = (id: string, body: object) => server.send('PATCH', `/v1/actions/runs/${id}`, JSON.stringify(body));
  const addLog = (id: string, body: object) => server.send('POST', `/v1/actions/runs/${id}/logs`, JSON.stringify(body));

  test('a synchronous call ends with its answer, which is kept, in two updates: response, then status', async () => {
    const observed = sink.at('/observed');
    const update = '{{ {before: .event.diff.before, after: .event.diff.after, trigger: .event.trigger} }}';
    await server.automate(
      automation('watch_sync', { type: 'RUN_UPDATED', actionIdentifier: 'sync' }, webhook(observed, { update })),
    );
    const url = sink.at('/sync', { status: 201, body: '{"ticket":42,"note":"für später"}' });
    const id = await fire('sync', webhook(url, { id: '{{ .event.context.entityIdentifier }}' }));
    const run = await server.runIn(id);
    expect(run).toMatchObject({
      status: 'SUCCESS',
      source: 'AUTOMATION',
      action: { identifier: 'sync' },
      entity: { identifier: 'one' },
      blueprint: { identifier: 'sync' },
      payload: { type: 'WEBHOOK', url, synchronized: true, body: { id: 'one' } },
      response: { ticket: 42, note: 'für später' },
      execution: { phase: 'ended', attempts: 1, history: [{ attempt: 1, outcome: 'succeeded', statusCode: 201 }] },
    });
    expect(run.endedAt).toMatch(/^\d{4}-.*Z$/);
    const updates = await until(
      () => server.runs('action=watch_sync'),
      (list) => list.length === 2 && list.every(({ status }) => status === 'SUCCESS'),
    );
    // In the order in which they were stored: runs are listed newest first.
    const bodies = updates.reverse().map((one) => sink.requests('/observed').find(({ key }) => key === one.id)?.json);
    expect(bodies).toMatchObject([
      {
        update: {
          before: { status: 'IN_PROGRESS' },
          after: { id, status: 'IN_PROGRESS', response: { ticket: 42 } },
          trigger: { origin: 'AUTOMATION' },
        },
      },
      {
        update: {
          before: { status: 'IN_PROGRESS', response: { ticket: 42 } },
          after: { id, status: 'SUCCESS', response: { ticket: 42 }, payload: { url } },
        },
      },
    ]);
    expect(bodies[0]).not.toHaveProperty('update.before.response');
  });

  test('a synchronous call that is refused fails the run with the reason', async () => {
    const url = sink.at('/refused', { status: 403, body: '{"error":"no entry"}' });
    const run = await server.runIn(await fire('refused', webhook(url)));
    expect(run).toMatchObject({ status: 'FAILURE', response: { error: 'no entry' } });
    expect(run.summary).toBe('HTTP 403: {"error":"no entry"}');
    expect(sink.requests('/refused')).toHaveLength(1);
  });

  test('an asynchronous call stays in progress until its receiver reports', async () => {
    const observed = sink.at('/observed-async');
    await server.automate(
      automation(
        'watch_async',
        { type: 'RUN_UPDATED', actionIdentifier: 'async' },
        webhook(observed, { status: '{{ .event.diff.after.status }}', label: '{{ .event.diff.after.statusLabel }}' }),
      ),
    );
    const url = sink.at('/async', { status: 202, body: '{"later":true}' });
    const id = await fire('async', webhook(url, { run: '{{ .run.id }}' }, { synchronized: false }));
    expect(await server.runIn(id, 'accepted')).toMatchObject({ status: 'IN_PROGRESS' });
    expect(sink.requests('/async')[0]?.json).toEqual({ run: id });

    const report = {
      statusLabel: 'Half way',
      link: 'https://ci.example/1',
      message: { step: 2 },
      externalRunId: 'x-1',
    };
    const reported = await patch(id, report);
    expect(reported.status).toBe(200);
    expect(reported.body).toMatchObject({
      ok: true,
      run: { id, status: 'IN_PROGRESS', ...report, link: ['https://ci.example/1'] },
    });
    expect(await server.runs('external_run_id=x-1')).toMatchObject([{ id }]);
    expect((await patch(id, { status: 'SUCCESS', summary: 'All done' })).status).toBe(200);
    expect(await server.run(id)).toMatchObject({ status: 'SUCCESS', summary: 'All done', statusLabel: 'Half way' });

    const late = await patch(id, { status: 'FAILURE' });
    expect(late.status).toBe(422);
    expect(late.body).toMatchObject({ ok: false, error: 'invalid_content' });
    expect(late.body.message).toBe(`Run ${id} has ended with status SUCCESS and can no longer be updated`);
    expect(await server.run(id)).toMatchObject({ status: 'SUCCESS', summary: 'All done' });
    await until(
      () => sink.deliveries('/observed-async').map(({ json }) => json),
      (bodies) => bodies.length === 2,
    );
    expect(sink.deliveries('/observed-async').map(({ json }) => json)).toEqual(
      expect.arrayContaining([
        { status: 'IN_PROGRESS', label: 'Half way' },
        { status: 'SUCCESS', label: 'Half way' },
      ]),
    );
  });

  test('a receiver may report before it has answered', async () => {
    let reported: number | undefined;
    const url = sink.at('/early', async ({ key }) => {
      reported = (await patch(key, { status: 'FAILURE', summary: 'Broken already' })).status;
      return { status: 202 };
    });
    const id = await fire('early', webhook(url, {}, { synchronized: false }));
    const run = await until(
      () => server.run(id),
      ({ execution }) => execution.history[0]?.outcome === 'accepted',
    );
    expect(reported).toBe(200);
    expect(run).toMatchObject({ status: 'FAILURE', summary: 'Broken already', execution: { phase: 'ended' } });
  });

  test('log lines are kept in order, one ends the run, and then the log is closed', async () => {
    const url = sink.at('/logged', { status: 202 });
    const id = await fire('logged', webhook(url, {}, { synchronized: false }));
    await server.runIn(id, 'accepted');
    const first = await addLog(id, { message: 'Starting' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ ok: true, runLog: { runId: id, message: 'Starting' } });
    expect((await addLog(id, { message: 'Half', statusLabel: 'Half way' })).status).toBe(201);
    expect((await server.run(id)).statusLabel).toBe('Half way');
    expect((await addLog(id, { message: 'Over', terminationStatus: 'FAILURE' })).status).toBe(201);
    expect(await server.run(id)).toMatchObject({ status: 'FAILURE' });
    for (const line of [{ message: 'More' }, { message: 'Again', terminationStatus: 'SUCCESS' }]) {
      const late = await addLog(id, line);
      expect(late.status).toBe(422);
      expect(late.body.message).toContain('has ended with status FAILURE');
    }
    const lines = await server.logs(id);
    expect(lines).toEqual(['HTTP 202; waiting for the receiver to report', 'Starting', 'Half', 'Over']);
    const page = await server.call('GET', `/v1/actions/runs/${id}/logs?limit=2&offset=1`);
    expect(page.runLogs).toMatchObject([{ message: 'Starting' }, { message: 'Half' }]);
    expect((await server.send('GET', `/v1/actions/runs/${id}/logs?limit=51`)).status).toBe(422);
  });

  test('the agent may store a response before it reports the status', async () => {
    const url = sink.at('/responded', { status: 202 });
    const id = await fire('responded', webhook(url, {}, { synchronized: false }));
    await server.runIn(id, 'accepted');
    await server.call('PATCH', `/v1/actions/runs/${id}/response`, { response: { answer: [1, null] } });
    expect(await server.run(id)).toMatchObject({ status: 'IN_PROGRESS', response: { answer: [1, null] } });
  });

  test('lists filter by every parameter, all of them together', async () => {
    const url = sink.at('/listed', { status: 202 });
    const done = await fire('listed_done', webhook(url));
    const open = await fire('listed_open', webhook(url, {}, { synchronized: false }));
    await server.runIn(done);
    await server.runIn(open, 'accepted');
    const ids = async (query: string) => (await server.runs(query)).map(({ id }) => id);
    const both = 'action=listed_done&action=listed_open';
    expect(await ids(both)).toEqual([open, done]);
    expect(await ids(`${both}&active=true`)).toEqual([open]);
    expect(await ids(`${both}&active=false`)).toEqual([done]);
    expect(await ids(`${both}&status=SUCCESS`)).toEqual([done]);
    expect(await ids('blueprint=listed_done&entity=one')).toEqual([done]);
    expect(await ids('blueprint=listed_done&entity=two')).toEqual([]);
    expect(await ids(`${both}&source=AUTOMATION`)).toEqual([open, done]);
    expect(await ids(`${both}&source=UI`)).toEqual([]);
    expect(await ids(`${both}&user_email=a@b.c`)).toEqual([]);
    const short = await server.call<{ runs: object[] }>('GET', `/v1/actions/runs?${both}&exclude[]=payload`);
    expect(short.runs.map((run) => ['id' in run, 'payload' in run])).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(await ids(`${both}&version=v2&offset=1`)).toEqual([done]);
    const { execution } = await server.run(done);
    expect(await ids(`event_id=${execution.event}`)).toEqual([done]);
    const limited = await server.call<{ runs: { id: string }[] }>('GET', `/v1/actions/runs?${both}&limit=1`);
    expect(limited.runs.map(({ id }) => id)).toEqual([open]);
    expect((await server.send('GET', '/v1/actions/runs?limit=1001')).status).toBe(422);
  });
});
