import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LiveStream, openLive } from './harness/live.ts';
import { type Replicas, startReplicas } from './harness/replicas.ts';
import { type ProcessServer, type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

function listenTo(server: Server): Promise<LiveStream> {
  const { id, secret } = server.credentials();
  return openLive(server.url, { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` });
}

const heard = (live: LiveStream, ...topics: string[]) =>
  until(live.topics, (all) => topics.every((topic) => all.includes(topic)));

describe('e2e/live on an embedded database', () => {
  test('a stream names every automation, entity, event and run that changes', async () => {
    await using sink = await startSink();
    await using server = await startServer({ ALLOWED_HOSTS: sink.host });
    const live = await listenTo(server);
    await server.automate(
      automation('reported', { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' }, webhook(sink.at('/reported'))),
    );
    await heard(live, 'automation:reported');
    await server.upsert('b', { identifier: 'one', properties: {} });
    const [run] = await until(
      () => server.runs(),
      ([one]) => one?.status === 'SUCCESS',
    );
    await heard(live, 'entity:b/one', `run:${run?.id}`, `event:${run?.execution.event}`);
    const other = await listenTo(server);
    await server.call('DELETE', '/v1/actions/reported');
    await heard(other, 'automation:reported');
    expect(await server.stop()).toBe(0);
    await Promise.all([live.ended, other.ended]);
  });

  test('a refused change is not announced', async () => {
    await using server = await startServer();
    const definition = automation(
      'once',
      { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' },
      webhook('https://a.test'),
    );
    await server.automate(definition);
    const live = await listenTo(server);
    const again = await server.send('POST', '/v1/actions', JSON.stringify(definition));
    expect(again.status).toBe(409);
    await server.call('PATCH', '/v1/actions/once', { publish: false });
    await heard(live, 'automation:once');
    // The change is also one of the audit log's; what was refused is not.
    expect(live.topics().filter((topic) => topic.startsWith('automation:'))).toEqual(['automation:once']);
  });

  test('a stream needs credentials', async () => {
    await using server = await startServer();
    await expect(openLive(server.url)).rejects.toThrow('401');
  });
});

describe('e2e/live on two replicas', () => {
  let replicas: Replicas;
  let first: ProcessServer;
  let second: ProcessServer;
  beforeAll(async () => {
    replicas = await startReplicas();
    ({ first, second } = replicas);
  });
  afterAll(() => replicas?.[Symbol.asyncDispose]());

  test('a change on one replica is announced by the other', async () => {
    const live = await listenTo(second);
    await first.automate(
      automation('shared', { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' }, webhook(replicas.sink.at('/shared'))),
    );
    await heard(live, 'automation:shared');
    const [event] = await first.emit(created('b', 'one'));
    await heard(live, `event:${event?.id}`, `run:${event?.runs[0]?.id}`);
    live.close();
  });

  test('after the connection between them broke, both announce that everything must be reloaded', async () => {
    const streams = await Promise.all([listenTo(first), listenTo(second)]);
    const admin = new pg.Client({ connectionString: replicas.postgres.url });
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'catalog-automations-news' and datname = current_database()`,
    );
    await admin.end();
    await Promise.all(streams.map((live) => heard(live, '*')));
    await first.call('PATCH', '/v1/actions/shared', { publish: false });
    await Promise.all(streams.map((live) => heard(live, 'automation:shared')));
    for (const live of streams) live.close();
  });

  test('a stop with open streams ends cleanly, and ends them', async () => {
    const live = await listenTo(second);
    expect(await second.stop()).toBe(0);
    await live.ended;
    expect(second.log().at(-1)?.msg).toBe('stopped');
  });
});
