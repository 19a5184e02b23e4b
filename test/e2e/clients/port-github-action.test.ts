import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../harness/server.ts';
import { automation, created, webhook } from '../harness/shapes.ts';
import { type Sink, startSink } from '../harness/sink.ts';
import { logIn } from './caller.ts';

/** The requests of port-labs/port-github-action, operation by operation: each run of it logs in first. */
describe('e2e/clients/port-github-action', () => {
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host });
    const url = sink.at('/hook');
    const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'ticket' };
    await server.automate(automation('waits', trigger, webhook(url, {}, { synchronized: false })));
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  const client = () => logIn(server, 'github-action/v1.0');
  /** A run that its receiver is to report on. */
  const openRun = async (id: string): Promise<string> => {
    const [event] = await server.emit(created('ticket', id));
    const run = event?.runs[0]?.id ?? '';
    await server.runIn(run, 'accepted');
    return run;
  };

  test('logs in', async () => {
    const { login } = await client();
    expect(login).toMatchObject({ status: 200, body: { ok: true, tokenType: 'Bearer', expiresIn: 10_800 } });
  });

  test('UPSERT creates, then merges; without an identifier one is made', async () => {
    const { send } = await client();
    const path = '/v1/blueprints/service/entities?upsert=true&merge=true&create_missing_related_entities=true';
    const upsert = (body: object) => send({ method: 'POST', path, body });
    const first = { identifier: 'a/b', title: 'A', icon: 'Service', blueprint: 'service', team: ['x'] };
    expect(await upsert({ ...first, properties: { tier: 1 }, relations: { owner: 'ann' } })).toMatchObject({
      status: 201,
      body: { ok: true, entity: { identifier: 'a/b' } },
    });
    await upsert({ identifier: 'a/b', blueprint: 'service', properties: { lang: 'go' }, relations: {} });
    expect(await server.entity('service', 'a/b')).toMatchObject({
      title: 'A',
      icon: 'Service',
      team: ['x'],
      properties: { tier: 1, lang: 'go' },
      relations: { owner: 'ann' },
    });
    const unnamed = await upsert({ blueprint: 'service', title: 'No name', properties: {}, relations: {} });
    expect(unnamed.body).toMatchObject({
      ok: true,
      entity: { identifier: expect.stringMatching(/^e_[A-Za-z0-9]{16}$/) },
    });
  });

  test('UPSERT with a run links the change to it', async () => {
    const { send } = await client();
    const run = await openRun('tied');
    const path = `/v1/blueprints/service/entities?upsert=true&merge=true&run_id=${run}`;
    await send({
      method: 'POST',
      path,
      body: { identifier: 'tied', blueprint: 'service', properties: {}, relations: {} },
    });
    const event = (await server.events()).find(
      ({ context }) => context.entityIdentifier === 'tied' && context.blueprintIdentifier === 'service',
    );
    expect(event?.execution).toMatchObject({ depth: 1, chain: [run] });
  });

  test('BULK_UPSERT is the same, one request for each entity', async () => {
    const { send } = await client();
    for (const identifier of ['one', 'two']) {
      const body = { identifier, blueprint: 'bulk', properties: {}, relations: {} };
      const answer = await send({ method: 'POST', path: '/v1/blueprints/bulk/entities?upsert=true&merge=true', body });
      expect(answer).toMatchObject({ status: 201, body: { entity: { identifier } } });
    }
  });

  test('GET, SEARCH and DELETE', async () => {
    const { send } = await client();
    await server.upsert('thing', { identifier: 'x y'.replace(' ', '/'), properties: { size: 3 } });
    const path = `/v1/blueprints/thing/entities/${encodeURIComponent('x/y')}`;
    expect(await send({ method: 'GET', path: `${path}?include=identifier&include=properties` })).toMatchObject({
      status: 200,
      body: { ok: true, entity: { identifier: 'x/y', properties: { size: 3 } } },
    });
    const rules = [
      { property: '$blueprint', operator: '=', value: 'thing' },
      { property: 'size', operator: '>', value: 2 },
    ];
    const found = await send({ method: 'POST', path: '/v1/entities/search', body: { combinator: 'and', rules } });
    expect(found).toMatchObject({ status: 200, body: { ok: true, entities: [{ identifier: 'x/y' }] } });
    expect(await send({ method: 'DELETE', path: `${path}?delete_dependents=false` })).toMatchObject({
      status: 200,
      body: { ok: true },
    });
    expect(await send({ method: 'GET', path })).toMatchObject({
      status: 404,
      body: { ok: false, error: 'not_found', message: 'There is no entity thing/x/y' },
    });
  });

  test('CREATE_RUN is for self-service actions: an automation says that only events start it', async () => {
    const { send } = await client();
    const run = (action: string) =>
      send({ method: 'POST', path: `/v1/actions/${action}/runs`, body: { properties: {} } });
    expect(await run('waits')).toMatchObject({
      status: 422,
      body: { ok: false, message: expect.stringContaining('waits is an automation') },
    });
    expect(await run('absent')).toMatchObject({ status: 404, body: { ok: false, error: 'not_found' } });
  });

  test('PATCH_RUN with a log message logs first, then reports, and only once', async () => {
    const { send } = await client();
    const run = await openRun('patched');
    const logged = await send({ method: 'POST', path: `/v1/actions/runs/${run}/logs`, body: { message: 'deploying' } });
    expect(logged).toMatchObject({ status: 201, body: { ok: true, runLog: { message: 'deploying', runId: run } } });
    const patch = () =>
      send({
        method: 'PATCH',
        path: `/v1/actions/runs/${run}?runId=${run}`,
        body: { status: 'SUCCESS', link: ['https://example.com/1'], summary: 'deployed', externalRunId: '17' },
        headers: { 'user-agent': 'axios/1.7.7' },
      });
    expect(await patch()).toMatchObject({ status: 200, body: { ok: true, run: { id: run, status: 'SUCCESS' } } });
    expect(await server.run(run)).toMatchObject({
      link: ['https://example.com/1'],
      summary: 'deployed',
      externalRunId: '17',
    });
    const again = await patch();
    expect(again).toMatchObject({ status: 422, body: { ok: false, message: expect.stringContaining('has ended') } });
  });
});
