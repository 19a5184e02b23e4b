import { connect } from 'node:net';
import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { answerClientError } from '../../src/web/client-errors.ts';

/** Sends bytes that are no request, and reads the answer until the connection is closed. */
async function answerTo(bytes: string): Promise<{ status: string; body: unknown }> {
  const server = fastify({
    clientErrorHandler: answerClientError,
    requestTimeout: 100,
    http: { connectionsCheckingInterval: 20, headersTimeout: 100 },
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (data) => {
    text += String(data);
  });
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(bytes);
  await closed;
  await server.close();
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: head.split(' ')[1] ?? '', body: JSON.parse(body) };
}

describe('web/client-errors', () => {
  test.each([
    ['an unknown method', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n', '400', 'does not begin with an HTTP method'],
    ['a length that is none', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n', '400', 'one whole number'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      '400',
      'must be given once',
    ],
    ['another protocol', 'GET / SMTP/1.1\r\n\r\n', '400', 'not valid HTTP/1.1'],
    [
      'large headers',
      `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
      '431',
      'larger than 16 KiB',
    ],
    ['headers that do not end', 'GET / HTTP/1.1\r\nHost: x\r\n', '408', 'did not arrive completely in time'],
  ])('%s', async (_, bytes, status, says) => {
    expect(await answerTo(bytes)).toEqual({
      status,
      body: { ok: false, error: 'invalid_request', message: expect.stringContaining(says) },
    });
  });
});
