import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probeIntervalMs } from '../../src/app/invoke/circuit-breaker.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { type KafkaRecord, startKafka } from '../fakes/kafka.ts';
import { describeKafka } from '../fakes/kafka-suite.ts';
import { createClock } from './harness/clock.ts';
import { portAgent } from './harness/port-agent.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created } from './harness/shapes.ts';
import { until } from './harness/until.ts';

/** More than the failures in a row after which a target is parked. */
const tooMany = 14;
const topic = 'acme.runs';

describeKafka('e2e/kafka', () => {
  let peer: Awaited<ReturnType<typeof startKafka>>;
  let server: Server;
  const clock = createClock();
  beforeAll(async () => {
    peer = await startKafka();
    const environment = { ORG_ID: 'acme', KAFKA_BROKERS: peer.brokers, SECRET_TOKEN: 'a canary' };
    server = await startServer(environment, clock.now);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await peer[Symbol.asyncDispose]();
  });

  const fire = async (name: string, method: JsonObject, events = 1): Promise<string[]> => {
    await server.automate(automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, method));
    const taken = await server.emit(...Array.from({ length: events }, (_, index) => created(name, `entity-${index}`)));
    return taken.map(({ runs }) => runs[0]?.id ?? '');
  };
  const recordsOf = async (ids: readonly string[]): Promise<KafkaRecord[]> =>
    (await peer.read(topic)).filter(({ key }) => ids.includes(key));

  test('a run is a message that kcat reads and any consumer can verify; its reader ends the run', async () => {
    const [id = ''] = await fire('plain', {
      type: 'KAFKA',
      payload: { context: { runId: '{{ .run.id }}' }, entity: '{{ .event.diff.after.title }} ü', n: 0.00001 },
    });
    const run = await server.runIn(id, 'accepted');
    expect(run).toMatchObject({ status: 'IN_PROGRESS', execution: { target: 'kafka', attempts: 1 } });
    const [record, ...more] = await recordsOf([id]);
    expect(more).toEqual([]);
    expect(await server.logs(id)).toEqual([
      `Written to ${topic}, partition ${record?.partition}, offset ${record?.offset}; waiting for its consumer to report`,
    ]);
    const { text = '', headers = {} } = record ?? {};
    const { secret } = server.credentials();
    new Webhook(secret, { format: 'raw' }).verify(text, headers);
    const sign = (signed: string) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`;
    expect(headers['x-port-signature']).toBe(sign(`${headers['x-port-timestamp']}.${text}`));
    expect(JSON.parse(text)).toMatchObject({ context: { runId: id }, entity: 'entity-0 ü', n: 0.00001 });
    await server.call('PATCH', `/v1/actions/runs/${id}`, { status: 'SUCCESS' });
    expect(await server.run(id)).toMatchObject({ status: 'SUCCESS' });
  });

  test('the trace of an event is a header of its message', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const method = { type: 'KAFKA', payload: { a: 1 } };
    await server.automate(automation('traced', { type: 'ENTITY_CREATED', blueprintIdentifier: 'traced' }, method));
    const { body } = await server.send('POST', '/v1/events', JSON.stringify(created('traced', 'one')), { traceparent });
    const [{ runs }] = body.events as [{ runs: [{ id: string }] }];
    await server.runIn(runs[0].id, 'accepted');
    expect((await recordsOf([runs[0].id]))[0]?.headers.traceparent).toBe(traceparent);
  });

  test('a secret is in the message and nowhere else', async () => {
    const [id = ''] = await fire('secret', { type: 'KAFKA', payload: { token: '{{ .secrets.TOKEN }}' } });
    const run = await server.runIn(id, 'accepted');
    expect(run.payload).toEqual({ type: 'KAFKA', payload: { token: '[secret TOKEN]' } });
    const [record] = await recordsOf([id]);
    expect(JSON.parse(record?.text ?? '')).toMatchObject({ token: 'a canary' });
  });

  test('a message whose receipt was lost is written again under the same key', async () => {
    peer.proxy.loseAnswers(1);
    const [id = ''] = await fire('lost', { type: 'KAFKA', payload: { a: 1 } });
    const run = await server.runIn(id, 'accepted');
    expect(run.execution.history).toMatchObject([{ outcome: 'unknown' }, { outcome: 'accepted' }]);
    const records = await recordsOf([id]);
    expect(records).toHaveLength(2);
    expect(new Set(records.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
  });

  test('agents that read Kafka find their runs there, also those that waited for one that polls', async () => {
    const agent = portAgent(server);
    await agent.start('POLLING');
    const url = 'http://inside.example/hook';
    const body = { text: 'ü', payload: { mine: 1 }, context: { entity: '{{ .event.context.entityIdentifier }}' } };
    const method = {
      type: 'WEBHOOK',
      url,
      agent: true,
      synchronized: true,
      headers: { A: '{{ .secrets.TOKEN }}' },
      body,
    };
    const [waiting = ''] = await fire('agent', method);
    await server.runIn(waiting, 'waiting');

    await agent.start('KAFKA');
    expect(await agent.call('GET', '/v1/kafka-credentials')).toEqual({
      ok: true,
      credentials: { brokers: [peer.brokers], username: '', password: '' },
    });
    const [direct = ''] = (await server.emit(created('agent', 'entity-1'))).map(({ runs }) => runs[0]?.id ?? '');
    for (const id of [waiting, direct]) await server.runIn(id, 'accepted');
    expect(await agent.claim()).toEqual([]);

    const records = await recordsOf([waiting, direct]);
    expect(records.map(({ key }) => key).sort()).toEqual([waiting, direct].sort());
    for (const { key, text } of records) {
      const message = JSON.parse(text);
      // What Port's agent does: take the two out, write the rest as it came, sign that.
      const { 'X-Port-Signature': signature, 'X-Port-Timestamp': timestamp, ...headers } = message.headers;
      const rest = JSON.stringify({ ...message, headers });
      const { secret } = server.credentials();
      expect(signature).toBe(`v1,${createHmac('sha256', secret).update(`${timestamp}.${rest}`).digest('base64')}`);
      const invocationMethod = { ...method, method: 'POST', headers: { A: 'a canary' }, body: undefined };
      expect(message).toMatchObject({
        text: 'ü',
        headers: { A: 'a canary' },
        payload: {
          mine: 1,
          action: { identifier: 'agent', invocationMethod: JSON.parse(JSON.stringify(invocationMethod)) },
        },
        context: { runId: key, entity: expect.stringMatching(/^entity-/) },
      });
      await server.call('PATCH', `/v1/actions/runs/${key}/response`, { response: { done: true } });
      await server.call('PATCH', `/v1/actions/runs/${key}`, { status: 'SUCCESS' });
      expect(await server.run(key)).toMatchObject({ status: 'SUCCESS', response: { done: true } });
    }
  });

  test('while the brokers are down runs are parked, and written once each when they are back', async () => {
    await peer.proxy.down();
    const ids = await fire(
      'outage',
      { type: 'KAFKA', payload: { entity: '{{ .event.context.entityIdentifier }}' } },
      tooMany,
    );
    await until(
      () => server.runs('action=outage'),
      (runs) => runs.every(({ execution }) => ['retrying', 'parked'].includes(execution.phase)),
    );
    // Before the brokers are probed: the run that does it would wait for its next attempt.
    clock.stopIn(probeIntervalMs / 3);
    await until(
      () => server.runs('action=outage'),
      (runs) => runs.length === tooMany && runs.every(({ execution }) => execution.phase === 'parked'),
    );
    await peer.proxy.up();
    clock.resume();
    const written = await until(
      () => server.runs('action=outage'),
      (runs) => runs.every(({ execution }) => execution.phase === 'accepted'),
    );
    const records = await recordsOf(ids);
    expect(records.map(({ key }) => key).sort()).toEqual([...ids].sort());
    // Waiting for the brokers uses up no attempts: one or two before they were parked, one that got through.
    for (const { execution } of written) expect(execution.attempts).toBeLessThanOrEqual(3);
  });
});
