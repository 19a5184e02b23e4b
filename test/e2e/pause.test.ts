import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { PauseView } from '../../src/core/views/pause-view.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { type Server, startEmbedded, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';

const credentials = { CLIENT_ID: 'operator', CLIENT_SECRET: 'a secret that both know' };

describe.each(['embedded', 'Postgres'])('e2e/pause %s', (database) => {
  let postgres: Awaited<ReturnType<typeof startPostgres>> | null = null;
  let sink: Sink;
  let server: Server;
  /** Another replica, where there can be one. */
  let other: Server;

  beforeAll(async () => {
    sink = await startSink();
    const environment = { ALLOWED_HOSTS: sink.host, ...credentials };
    if (database === 'Postgres') {
      postgres = await startPostgres();
      const shared = { ...environment, DATABASE_URL: postgres.url };
      [server, other] = await Promise.all([startServer(shared), startServer(shared)]);
    } else {
      server = await startEmbedded(environment);
      other = server;
    }
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    if (other !== server) await other[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await postgres?.stop();
  });

  const definition = (name: string) =>
    automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, webhook(`${sink.url}/${name}`, {}));
  const fire = async (name: string, count = 1): Promise<string[]> => {
    const events = Array.from({ length: count }, (_, index) => created(name, `${name}-${index}-${Math.random()}`));
    return (await other.emit(...events)).map(({ runs }) => runs[0]?.id ?? '');
  };
  const sync = (definitions: JsonObject[], what = 'sync') =>
    server.call<{ plan: { warnings: { identifier?: string; message: string }[] } }>('POST', `/v1/automations/${what}`, {
      path: 'automations',
      source: 'acme/catalog',
      definitions: definitions.map((one) => ({ file: `automations/${one.identifier}.yml`, automation: one })),
    });
  const row = async (name: string) =>
    (await server.call<{ automation: { paused: PauseView | null } }>('GET', `/v1/automations/${name}`)).automation;

  test('the runs of a paused automation are held, whatever is synced, and sent when it is resumed', async () => {
    sink.at('/noisy');
    sink.at('/unrelated');
    await sync([definition('noisy')]);
    const { pause } = await server.call<{ pause: PauseView }>('POST', '/v1/actions/noisy/pause', {
      reason: 'It notifies the wrong team',
    });
    expect(pause).toMatchObject({ by: 'client:operator', reason: 'It notifies the wrong team', until: null });
    const first = await fire('noisy', 3);
    // Someone merges something else, and even a change to the automation itself.
    const changed = [{ ...definition('noisy'), title: 'Noisy' }, definition('unrelated')];
    const message = /^`noisy` is paused by client:operator since \S+: It notifies the wrong team\. It stays paused\.$/;
    const planned = await sync(changed, 'plan');
    expect(planned.plan.warnings).toEqual([{ identifier: 'noisy', message: expect.stringMatching(message) }]);
    expect((await sync(changed)).plan.warnings).toEqual(planned.plan.warnings);
    const second = await fire('noisy', 2);
    const [beside = ''] = await fire('unrelated');
    expect((await server.runIn(beside)).status).toBe('SUCCESS');
    for (const id of [...first, ...second]) {
      expect(await server.run(id)).toMatchObject({
        status: 'IN_PROGRESS',
        execution: { phase: 'held', attempts: 0, held: { reason: 'It notifies the wrong team' } },
      });
    }
    expect(sink.requests('/noisy')).toEqual([]);
    expect((await row('noisy')).paused).toEqual(pause);
    const refused = await server.send('POST', `/v1/actions/runs/${first[0]}/retry`);
    expect(refused).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('is paused; resume that first') },
    });
    await other.call('POST', '/v1/actions/noisy/resume');
    const resumed = performance.now();
    for (const id of [...first, ...second]) expect((await server.runIn(id)).status).toBe('SUCCESS');
    // Not only by the look for what was left, every 15 seconds.
    expect(performance.now() - resumed).toBeLessThan(10_000);
    expect(new Set(sink.requests('/noisy').map(({ key }) => key))).toEqual(new Set([...first, ...second]));
    expect((await row('noisy')).paused).toBeNull();
    const { audits } = await server.call<{ audits: JsonObject[] }>('GET', '/v1/audit-log?automation=noisy');
    expect(audits.map(({ action }) => action)).toEqual(['RESUME', 'UPDATE', 'PAUSE', 'CREATE']);
  });

  test('a pause survives a restart, and the deletion and re-creation of its automation', async () => {
    sink.at('/restarted');
    await sync([definition('restarted'), definition('unrelated')]);
    await server.call('POST', '/v1/actions/restarted/pause', { reason: 'Incident 7' });
    await sync([definition('unrelated')]);
    await sync([definition('restarted'), definition('unrelated')]);
    await server.stop();
    await server.start();
    const [id = ''] = await fire('restarted');
    expect((await server.run(id)).execution.phase).toBe('held');
    await server.call('POST', '/v1/actions/restarted/resume');
    expect((await server.runIn(id)).status).toBe('SUCCESS');
  });

  test('a run that was waiting when its automation was paused is held when its time comes', async () => {
    sink.at('/later', (_, count) => (count === 1 ? { status: 429, headers: { 'retry-after': '5' } } : {}));
    await server.automate(definition('later'));
    const [id = ''] = await fire('later');
    await server.runIn(id, 'retrying');
    await server.call('POST', '/v1/actions/later/pause', { reason: 'Wait' });
    const held = await server.runIn(id, 'held');
    expect(held.execution).toMatchObject({ attempts: 1, nextAttemptAt: null });
    expect((await server.logs(id)).at(-1)).toMatch(/^Held: later is paused by client:operator since \S+: Wait$/);
    await server.call('POST', '/v1/actions/later/resume');
    expect(await server.runIn(id)).toMatchObject({ status: 'SUCCESS', execution: { attempts: 2 } });
  });

  test('a paused target is not called by any automation, and the pause ends by itself', async () => {
    sink.at('/one');
    sink.at('/two');
    await server.automate(definition('one'), definition('two'));
    const path = `/v1/targets/${encodeURIComponent(sink.url)}`;
    await server.call('POST', `${path}/pause`, { reason: 'Maintenance' });
    const ids = [...(await fire('one', 2)), ...(await fire('two', 2))];
    for (const id of ids) await server.runIn(id, 'held');
    expect([...sink.requests('/one'), ...sink.requests('/two')]).toEqual([]);
    const { pauses } = await server.call<{ pauses: PauseView[] }>('GET', '/v1/pauses');
    expect(pauses).toMatchObject([{ kind: 'target', name: sink.url, reason: 'Maintenance' }]);
    const past = await server.send(
      'POST',
      `${path}/pause`,
      JSON.stringify({ reason: 'x', until: '2020-01-01T00:00:00Z' }),
    );
    expect(past).toMatchObject({ status: 422, body: { message: expect.stringContaining('in the future') } });
    const soon = new Date(Date.now() + 1_500).toISOString();
    await server.call('POST', `${path}/pause`, { reason: 'Nearly done', until: soon });
    for (const id of ids) expect((await server.runIn(id)).status).toBe('SUCCESS');
    const { audits } = await server.call<{ audits: JsonObject[] }>('GET', '/v1/audit-log?resources=target');
    expect(audits.map(({ action }) => action)).toEqual(['RESUME', 'PAUSE', 'PAUSE']);
    expect(audits[0]).toMatchObject({
      trigger: { by: { userId: 'service' } },
      diff: { after: { message: expect.stringContaining('at the time set by client:operator') } },
    });
    expect((await server.send('POST', `${path}/resume`)).status).toBe(404);
  });

  test('only the host and port of an address matter, and there is a warning for a target that nothing calls', async () => {
    sink.at('/near');
    await server.automate(definition('near'));
    const pathOf = (name: string) => `/v1/targets/${encodeURIComponent(name)}`;
    const pause = (name: string) =>
      server.call<{ pause: PauseView; warnings?: JsonObject[] }>('POST', `${pathOf(name)}/pause`, { reason: 'Slip' });
    const known = await pause(`${sink.url}/near?with=everything`);
    expect(known).toEqual({ ok: true, pause: expect.objectContaining({ name: sink.url }) });
    const [id = ''] = await fire('near');
    await server.runIn(id, 'held');
    await server.call('POST', `${pathOf(`${sink.url}/`)}/resume`);
    expect((await server.runIn(id)).status).toBe('SUCCESS');

    const slip = sink.url.replace('http://', 'https://');
    expect(await pause(slip)).toMatchObject({
      warnings: [
        {
          message: `No run has called ${slip} so far, and no published automation mentions it; did you mean ${sink.url}?`,
        },
      ],
    });
    expect((await pause('kafka')).warnings).toEqual([
      { message: 'No run has called kafka so far, and no published automation mentions it; check the name' },
    ]);
    for (const name of [slip, 'kafka']) await server.call('POST', `${pathOf(name)}/resume`);
  });

  test('runs held when their automation is deleted are cancelled with it', async () => {
    sink.at('/gone');
    await server.automate(definition('gone'));
    await server.call('POST', '/v1/actions/gone/pause', { reason: 'Wrong' });
    const [id = ''] = await fire('gone');
    await server.call('DELETE', '/v1/actions/gone');
    expect(await server.runIn(id)).toMatchObject({ statusLabel: 'CANCELLED' });
    await server.call('POST', '/v1/actions/gone/resume');
    expect(sink.requests('/gone')).toEqual([]);
    expect((await server.send('POST', '/v1/actions/none/pause', '{"reason":"x"}')).status).toBe(404);
  });
});
