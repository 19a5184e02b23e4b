import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { type Server, startEmbedded, startServer } from './harness/server.ts';
import { onCreated, syncWith } from './harness/settled.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

describe.each(['embedded', 'Postgres'])('e2e/settings %s', (database) => {
  const start = database === 'embedded' ? startEmbedded : startServer;
  let postgres: Awaited<ReturnType<typeof startPostgres>> | null = null;
  let sink: Sink;
  let server: Server;
  let ahead = 0;
  beforeAll(async () => {
    sink = await startSink();
    if (database === 'Postgres') postgres = await startPostgres();
    const client = { CLIENT_ID: 'settings', CLIENT_SECRET: 'a secret of this test' };
    const environment = {
      ALLOWED_HOSTS: sink.host,
      ...(postgres !== null && { ...client, DATABASE_URL: postgres.url }),
    };
    server = await start(environment, () => Date.now() + ahead);
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await sink?.[Symbol.asyncDispose]();
    await postgres?.stop();
  });

  const fire = async (name: string, ...entities: string[]): Promise<string[]> => {
    const ids: string[] = [];
    for (const entity of entities) {
      const [event] = await server.emit(created(name, entity));
      ids.push(event?.runs[0]?.id ?? '');
    }
    return ids;
  };
  const sent = (path: string) => sink.requests(path).map(({ json }) => (json as JsonObject).event);

  test('settings are synced, shown next to the definition, and survive a restart', async () => {
    const definition = onCreated('kept', sink.at('/kept'));
    const first = await syncWith(server, definition, { concurrency: 2 });
    expect(first.changes).toMatchObject([{ action: 'create', fields: [{ path: '/settings/concurrency', after: 2 }] }]);
    const second = await syncWith(server, definition, { concurrency: 5, retry: 3 });
    expect(second.changes).toMatchObject([
      {
        action: 'update',
        fields: [
          { path: '/settings/concurrency', before: 2, after: 5 },
          { path: '/settings/retry', after: 3 },
        ],
      },
    ]);
    expect((await syncWith(server, definition, { retry: 3, concurrency: 5 })).changes[0]?.action).toBe('unchanged');
    await server.stop();
    await server.start();
    const { action, settings } = await server.call('GET', '/v1/actions/kept');
    expect(settings).toEqual({ concurrency: 5, retry: 3 });
    expect(action).not.toHaveProperty('settings');
    await server.call('PUT', '/v1/actions/kept', { ...definition, title: 'Changed' });
    const { automation: row } = await server.call<{ automation: JsonObject }>('GET', '/v1/automations/kept');
    expect(row).toMatchObject({ settings: { concurrency: 5 }, definition: { title: 'Changed' } });
    const { audits } = await server.call<{ audits: JsonObject[] }>('GET', '/v1/audit-log?resources=settings');
    expect(audits[0]).toMatchObject({
      trigger: { origin: 'SYNC' },
      diff: { before: { concurrency: 2 }, after: { concurrency: 5, retry: 3 } },
    });
    await server.call('POST', '/v1/automations/sync', { path: 'kept', source: 'acme/catalog', restore: true });
    expect((await server.call('GET', '/v1/actions/kept')).settings).toEqual({ concurrency: 2 });
    expect((await syncWith(server, definition, null)).changes).toMatchObject([
      { action: 'update', fields: [{ path: '/settings/concurrency', before: 2 }] },
    ]);
    expect((await server.call('GET', '/v1/actions/kept')).settings).toBeNull();
  });

  test.each([
    [{ concurency: 2 }, '`concurency` is not a field of the settings; did you mean `concurrency`?'],
    [{ rate: '100/1y' }, '`rate` must be a number per period, such as `100/1m` or `5/1s`, not "100/1y".'],
    [{ timeout: '6m' }, '`timeout` may be at most 5 minutes.'],
    [{ retry: ['2d'] }, '`retry[0]` may be at most a day, as in the usual schedule.'],
  ])('refuses %j and says what to do', async (settings, message) => {
    const definitions = [{ file: 'a.yml', automation: onCreated('refused', 'https://example.com'), settings }];
    const body = JSON.stringify({ path: 'refused', source: 'acme/catalog', definitions });
    const answer = await server.send('POST', '/v1/automations/sync', body);
    expect(answer).toMatchObject({ status: 422, body: { details: { issues: [{ code: 'settings/shape', message }] } } });
  });

  test('an automation in shadow mode renders and records, and calls and causes nothing', async () => {
    const url = sink.at('/shadow');
    await syncWith(server, onCreated('shade', url), { mode: 'shadow' });
    const heard = { type: 'ANY_RUN_CHANGE', actionIdentifier: 'shade' };
    await server.automate(automation('after_shade', heard, webhook(sink.at('/after-shade'))));
    const [id = ''] = await fire('shade', 'one');
    expect(await server.runIn(id)).toMatchObject({
      status: 'SUCCESS',
      statusLabel: 'SHADOW',
      summary: expect.stringContaining('Not called'),
      payload: { url, body: { event: 'one' } },
      execution: { shadow: true, history: [{ outcome: 'shadowed' }] },
    });
    const names = async (mode: string) =>
      (await server.call<{ automations: JsonObject[] }>('GET', `/v1/automations?mode=${mode}`)).automations.map(
        ({ identifier }) => identifier,
      );
    expect(await names('shadow')).toEqual(['shade']);
    expect(await names('live')).not.toContain('shade');
    const { runs } = await server.call<{ runs: JsonObject[] }>('GET', '/v1/lists/runs?shadow=true');
    expect(runs).toMatchObject([{ id, shadow: true }]);
    await syncWith(server, onCreated('shade', url), null);
    const [live = ''] = await fire('shade', 'two');
    expect((await server.runIn(live)).statusLabel).toBeUndefined();
    expect(sent('/shadow')).toEqual(['two']);
    const causes = await until(
      () => server.runs('action=after_shade'),
      (all) => all.length > 0 && all.every(({ status }) => status === 'SUCCESS'),
    );
    expect(causes.flatMap(({ execution }) => execution.chain)).not.toContain(id);
  });

  test('a call takes no longer than the timeout, and attempts end with the schedule', async () => {
    await syncWith(server, onCreated('slow', sink.at('/slow', { hang: true })), { timeout: '1s', retry: 1 });
    const [id = ''] = await fire('slow', 'one');
    expect(await server.runIn(id)).toMatchObject({
      status: 'FAILURE',
      summary: expect.stringContaining('Gave up after 1 attempts: No answer from'),
    });
    await syncWith(server, onCreated('again', sink.at('/again', { status: 500 })), { retry: ['1s'] });
    const [again = ''] = await fire('again', 'one');
    expect(await server.runIn(again)).toMatchObject({ status: 'FAILURE', execution: { attempts: 2 } });
  });

  test('a rate holds back excess runs until its period is over', async () => {
    await syncWith(server, onCreated('rated', sink.at('/rated')), { rate: '3/1h' });
    const ids = await fire('rated', '1', '2', '3', '4', '5');
    for (const id of ids.slice(0, 3)) await server.runIn(id);
    const held = await server.runIn(ids[4] ?? '', 'limited');
    expect(held.execution).toMatchObject({ limited: { rate: '3/1h' }, attempts: 0 });
    expect(sent('/rated').sort()).toEqual(['1', '2', '3']);
    ahead += 3_700_000;
    for (const id of ids.slice(3)) expect((await server.runIn(id)).status).toBe('SUCCESS');
  });

  test("only the last of an entity's events makes its call, and the runs say so", async () => {
    await syncWith(server, onCreated('busy', sink.at('/busy')), { debounce: '5m' });
    const [first = '', other = '', second = '', last = ''] = await fire('busy', 'one', 'two', 'one', 'one');
    expect(await server.runIn(first)).toMatchObject({
      statusLabel: 'REPLACED',
      summary: expect.stringContaining(second),
    });
    expect(await server.runIn(second)).toMatchObject({ statusLabel: 'REPLACED', execution: { attempts: 0 } });
    expect(await server.logs(last)).toEqual([expect.stringContaining(`Replaces run ${second} of event`)]);
    expect((await server.run(last)).execution).toMatchObject({ phase: 'limited', limited: { debounce: '5m' } });
    expect(sent('/busy')).toEqual([]);
    ahead += 301_000;
    for (const id of [other, last]) expect((await server.runIn(id)).status).toBe('SUCCESS');
    expect(sent('/busy').sort()).toEqual(['one', 'two']);
  });

  test('an asynchronous run without a report ends after the timeout of its automation', async () => {
    const definition = onCreated('quiet', sink.at('/quiet'), { synchronized: false });
    await syncWith(server, definition, { 'invocation-timeout': '2h' });
    const [id = ''] = await fire('quiet', 'one');
    await server.runIn(id, 'accepted');
    ahead += 7_300_000;
    await until(
      () => server.run(id),
      ({ statusLabel }) => statusLabel === 'TIMED_OUT',
    );
    expect((await server.run(id)).summary).toBe('No report arrived within 2h (invocation-timeout in its settings)');
  });

  test('waiting runs continue when the limit is removed', async () => {
    const definition = onCreated('lifted', sink.at('/lifted'));
    await syncWith(server, definition, { rate: '1/24h' });
    const ids = await fire('lifted', '1', '2', '3');
    await server.runIn(ids[2] ?? '', 'limited');
    await syncWith(server, definition, null);
    ahead += 11_000;
    for (const id of ids) expect((await server.runIn(id)).status).toBe('SUCCESS');
  });
});
