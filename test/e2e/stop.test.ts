import { describe, expect, test } from 'vitest';
import { databaseAway } from '../expected-errors.ts';
import { startPostgresServer } from '../store/postgres-server.ts';
import { startProcess } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

describe('e2e/stop', () => {
  test('a stop ends cleanly while the database is away and an outcome cannot be stored', async () => {
    const postgres = await startPostgresServer();
    await using sink = await startSink();
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const client = { CLIENT_ID: 'stopped', CLIENT_SECRET: 'a secret for this test' };
    await using server = await startProcess({ ...client, DATABASE_URL: postgres.url, ALLOWED_HOSTS: sink.host });
    server.expectCause(databaseAway);
    const heard = { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' };
    await server.automate(automation('held', heard, webhook(sink.at('/held', { after: released }))));
    await server.emit(created('b', 'one'));
    await until(
      () => sink.requests('/held').length,
      (count) => count === 1,
    );
    await postgres.stop();
    release();
    await until(
      () => server.log().filter(({ msg }) => msg === 'storing an outcome failed').length,
      (count) => count > 0,
    );
    expect(await server.stop()).toBe(0);
    expect(server.log().at(-1)?.msg).toBe('stopped');
  });

  test('a second signal does not wait for a hanging call, which is repeated at the next start', async () => {
    await using sink = await startSink();
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await using server = await startProcess({ ALLOWED_HOSTS: sink.host });
    const heard = { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' };
    await server.automate(automation('hung', heard, webhook(sink.at('/hung', { after: released }))));
    const [event] = await server.emit(created('b', 'one'));
    await until(
      () => sink.requests('/hung').length,
      (count) => count === 1,
    );
    const ended = server.stop();
    await until(
      () => server.log().some(({ msg }) => msg.startsWith('stopping')),
      (said) => said,
    );
    server.signal('SIGINT');
    expect(await ended).toBe(0);
    expect(server.log().at(-1)?.msg).toContain('the next start repeats them');
    release();
    await server.start();
    expect((await server.runIn(event?.runs[0]?.id ?? '')).status).toBe('SUCCESS');
    expect(sink.requests('/hung').map(({ key }) => key)).toEqual([event?.runs[0]?.id, event?.runs[0]?.id]);
  });
});
