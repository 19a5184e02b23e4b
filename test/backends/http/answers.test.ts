import { createServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { createHttp } from '../../../src/backends/http/http.ts';
import { startLoopback } from '../../fakes/loopback.ts';

const http = createHttp({ allowedHosts: ['127.0.0.1'], maxAnswer: 10_000 });
afterAll(() => http.close());

const post = (url: string, headers: Record<string, string> = {}) =>
  http.send({ method: 'POST', url, headers, body: Buffer.from('{}') });

/** A server that answers each connection's first bytes with exactly these. */
async function startRaw(answer: string) {
  let calls = 0;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      calls += 1;
      socket.end(answer);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`,
    calls: () => calls,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

describe('backends/http/answers', () => {
  test('headers far over 16 KiB are read', async () => {
    await using server = await startLoopback((_, response) => {
      for (let index = 0; index < 10; index += 1) response.setHeader(`x-${index}`, 'v'.repeat(10_000));
      response.end('done');
    });
    expect(await post(server.url)).toMatchObject({ type: 'answer', status: 200, text: 'done' });
  });

  test.each([
    ['a status line that ends in LF alone', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
    ['headers beyond any measure', `HTTP/1.1 200 OK\r\nx-a: ${'v'.repeat(300_000)}\r\n\r\n`],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ])('%s is an unreadable answer, not a missing one', async (_, answer) => {
    await using server = await startRaw(answer);
    const result = await post(server.url);
    expect(result).toMatchObject({ type: 'unreadable' });
    expect(JSON.stringify(result)).toContain('sent an invalid HTTP response');
    expect(JSON.stringify(result)).not.toContain('undefined');
    expect(server.calls()).toBe(1);
  });

  test('an endless stream is an answer whose body is not kept', async () => {
    await using server = await startLoopback((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      const timer = setInterval(() => response.write('data: 2\n\n'), 50);
      response.on('close', () => clearInterval(timer));
    });
    const hasty = createHttp({ allowedHosts: ['127.0.0.1'], answerTimeout: 500 });
    expect(await hasty.send({ method: 'POST', url: server.url, headers: {} })).toMatchObject({
      type: 'answer',
      status: 200,
      truncated: true,
      lost: 'the answer was not complete in time',
    });
    await hasty.close();
  });

  test('a body that breaks off still came with a status', async () => {
    await using server = await startRaw('HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{"a":');
    expect(await post(server.url)).toMatchObject({ type: 'answer', status: 201, truncated: true });
  });

  test.each([
    ['gzip', gzipSync('{"a":1}')],
    ['x-gzip', gzipSync('{"a":1}')],
    ['GZIP', gzipSync('{"a":1}')],
    ['deflate', deflateSync('{"a":1}')],
    ['deflate', deflateRawSync('{"a":1}')],
    ['br', brotliCompressSync('{"a":1}')],
    ['gzip, br', brotliCompressSync(gzipSync('{"a":1}'))],
    ['identity', Buffer.from('{"a":1}')],
  ])('a body in %s is decoded', async (coding, body) => {
    await using server = await startLoopback((_, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(body),
    );
    expect(await post(server.url, { 'accept-encoding': coding })).toMatchObject({ text: '{"a":1}', truncated: false });
  });

  test.each([
    ['gzip', gzipSync('x'.repeat(1_000_000)), 'larger than'],
    ['gzip', Buffer.from('no gzip'), 'is not valid gzip, although its header says so'],
    ['zstd', Buffer.from('x'), 'has the content encoding zstd'],
  ])('nothing is kept of a body in %s that cannot be decoded, case %#', async (coding, body, why) => {
    await using server = await startLoopback((_, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(body),
    );
    expect(await post(server.url)).toMatchObject({ text: '', truncated: true, lost: expect.stringContaining(why) });
  });

  test.each([
    ['application/json', Buffer.from('\ufeff{"a":"é"}')],
    ['application/json', Buffer.from('\ufeff{"a":"é"}', 'utf16le')],
    ['application/json; charset=iso-8859-1', Buffer.from('{"a":"é"}', 'latin1')],
    ['application/json; charset=nonsense', Buffer.from('{"a":"é"}')],
  ])('a byte order mark is not part of the text, in any character set, case %#', async (type, body) => {
    await using server = await startLoopback((_, response) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    );
    expect(await post(server.url)).toMatchObject({ text: '{"a":"é"}' });
  });

  test('a name and a password in the URL are sent as Basic, unless there is another authorization', async () => {
    const seen: (string | undefined)[] = [];
    await using server = await startLoopback((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const url = server.url.replace('http://', 'http://us%40er:to%2Fken@');
    await post(url);
    await post(url, { Authorization: 'Bearer x' });
    await post(server.url.replace('http://', 'http://token@'));
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(seen).toEqual([basic('us@er:to/ken'), 'Bearer x', basic('token:')]);
  });
});
