import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/** Many more than calls that may be under way at once. */
const events = 800;

describe('e2e/slow-target', () => {
  let sink: Sink;
  let other: Sink;
  let server: Server;
  let answer = () => {};
  beforeAll(async () => {
    sink = await startSink();
    other = await startSink();
    server = await startServer({ ALLOWED_HOSTS: `${sink.host},${other.host}` });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  test('a receiver that does not answer delays no others, and gets everything once it answers', async () => {
    const after = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const slow = sink.at('/slow', { after });
    const quick = other.at('/quick');
    await server.automate(
      automation('slow', { type: 'ENTITY_CREATED', blueprintIdentifier: 'slow' }, webhook(slow)),
      automation('quick', { type: 'ENTITY_CREATED', blueprintIdentifier: 'quick' }, webhook(quick)),
    );
    await server.emit(...Array.from({ length: events }, (_, index) => created('slow', `slow-${index}`)));
    // As many calls as may be slow are under way; every other run was put back.
    await until(
      () => server.runs('active=true'),
      (runs) => runs.some(({ execution }) => execution.phase === 'parked'),
    );
    expect((await server.send('GET', '/healthz')).status).toBe(200);
    const [quickly] = await server.emit(created('quick', 'quick'));
    expect(await server.runIn(quickly?.runs[0]?.id ?? '')).toMatchObject({ status: 'SUCCESS' });
    expect(await server.runs('active=true')).toHaveLength(events);
    answer();
    await until(
      () => server.runs('active=true'),
      (runs) => runs.length === 0,
    );
    expect(sink.deliveries('/slow')).toHaveLength(events);
    expect(await server.send('GET', '/metrics')).toMatchObject({
      text: expect.stringContaining('catalog_automations_event_loop_delay_seconds'),
    });
  });
});
