import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseAway } from '../expected-errors.ts';
import { startPostgresServer } from '../store/postgres-server.ts';
import { type ProcessServer, startProcess } from './harness/server.ts';
import { created } from './harness/shapes.ts';

describe('e2e/outage', () => {
  let postgres: Awaited<ReturnType<typeof startPostgresServer>>;
  let server: ProcessServer;
  let stopped = false;
  const stopPostgres = async (): Promise<void> => {
    if (!stopped) await postgres.stop();
    stopped = true;
  };
  beforeAll(async () => {
    postgres = await startPostgresServer();
    server = await startProcess({
      DATABASE_URL: postgres.url,
      CLIENT_ID: 'client',
      CLIENT_SECRET: 'a long enough client secret',
      PORT: '0',
    });
  });
  afterAll(async () => {
    server.expectCause(databaseAway);
    await server[Symbol.asyncDispose]();
    await stopPostgres();
  });

  test('while the database is unavailable, events are refused and the process keeps running', async () => {
    await stopPostgres();
    const answer = await server.send('POST', '/v1/events', JSON.stringify(created('b', 'one')));
    expect(answer).toMatchObject({ status: 503, body: { ok: false, error: 'unavailable' } });
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]/);
    expect((await server.send('GET', '/healthz')).status).toBe(200);
    expect((await server.send('GET', '/readyz')).status).toBe(503);
  });
});
