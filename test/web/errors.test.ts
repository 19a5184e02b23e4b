import { once } from 'node:events';
import { connect } from 'node:net';
import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { answerErrors } from '../../src/web/errors.ts';

/** A server whose only request fails as if the database were away; `held` fails once its client has left. */
async function startFailing() {
  const levels: number[] = [];
  const stream = {
    write: (line: string) => {
      const { level, msg } = JSON.parse(line);
      if (String(msg).startsWith('a request failed')) levels.push(level);
    },
  };
  const server = fastify({ logger: { level: 'info', stream } });
  answerErrors(server, () => true);
  server.get('/away', async () => {
    throw new Error('the database is away');
  });
  server.get('/held', async (request) => {
    server.server.emit('held');
    await once(request.raw.socket, 'close');
    throw new Error('the database is closed');
  });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  return { server, url, levels };
}

describe('web/errors', () => {
  test('reports an unavailable database as an error, and answers 503', async () => {
    const { server, url, levels } = await startFailing();
    expect((await fetch(`${url}/away`)).status).toBe(503);
    expect(levels).toEqual([50]);
    await server.close();
  });

  test('does not report work whose client has left as an outage', async () => {
    const { server, url, levels } = await startFailing();
    const leaving = new AbortController();
    const held = once(server.server, 'held');
    const request = fetch(`${url}/held`, { signal: leaving.signal }).catch((error: Error) => error.name);
    await held;
    leaving.abort();
    expect(await request).toBe('AbortError');
    await expect.poll(() => levels).toEqual([30]);
    await server.close();
  });

  test('does not report work as an outage that waited for an earlier answer on the connection', async () => {
    const { server, url, levels } = await startFailing();
    const { port } = new URL(url);
    const client = connect(Number(port), '127.0.0.1');
    let count = 0;
    server.server.on('held', () => {
      count += 1;
    });
    client.write('GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2));
    await expect.poll(() => count).toBe(2);
    client.destroy();
    await expect.poll(() => levels).toEqual([30, 30]);
    await server.close();
  });
});
