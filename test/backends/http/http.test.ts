import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { isPrivateAddress } from '../../../src/backends/http/addresses.ts';
import { createHttp, type HttpOptions } from '../../../src/backends/http/http.ts';
import { startLoopback } from '../../fakes/loopback.ts';
import { freePort } from '../../fakes/ports.ts';

const opened: { close(): Promise<void> }[] = [];

function client(options: Partial<HttpOptions> = {}) {
  const http = createHttp({ allowedHosts: ['127.0.0.1'], ...options });
  opened.push(http);
  return http;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((http) => http.close()));
});

describe('backends/http/http', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    '0.255.255.255',
    '168.63.129.16',
    '192.0.0.8',
    '192.31.196.1',
    '192.52.193.1',
    '192.88.99.1',
    '192.175.48.1',
    '198.19.255.255',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::127.0.0.1',
    '::8.8.8.8',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '::ffff:0:808:808',
    '64:ff9b:1::7f00:1',
    '100::1',
    '100:0:0:1::1',
    '2001::7f00:1',
    '2001:2::1',
    '2001:20::1',
    '2001:1ff:ffff::1',
    '2001:db8::1',
    '2620:4f:8000::1',
    '3fff:fff::1',
    '4000::1',
    '5f00::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2606:4700::5efe:127.0.0.1',
    '2606:4700::200:5efe:7f00:1',
    'no address',
  ])('%s is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each(['8.8.8.8', '172.32.0.1', '192.0.1.1', '2606:4700::1111', '2001:4860:4860::8888', '2a00:1450::5efe'])(
    '%s is public',
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );

  test.each(['http://127.0.0.1:9', 'http://localhost:9', 'http://[::1]:9', 'http://2130706433:9', 'http://0x7f.1:9'])(
    '%s is not called unless it is allowed, in whatever form it is written',
    async (url) => {
      const result = await client({ allowedHosts: [] }).send({ method: 'GET', url, headers: {} });
      expect(result).toMatchObject({ type: 'refused' });
    },
  );

  test('a header that HTTP refuses is refused by its name, and its value is not repeated', async () => {
    await using server = await startLoopback((_, response) => response.end('hello'));
    const send = (name: string, value: string) =>
      client().send({ method: 'GET', url: server.url, headers: { [name]: value } });
    for (const [name, value, message] of [
      ['', 'a', 'The name of a header is empty; write one'],
      ['x y', 'a', 'The header x y is not a valid header name'],
      ['authorization', 'Bearer a\n', 'The header authorization contains a line break'],
      ['x-title', 'a – b', 'The header x-title contains a character that is not allowed in headers (at position 3)'],
      ['expect', '100-continue', 'The header expect is set by the HTTP client itself'],
      ['Transfer-Encoding', 'chunked', 'The header Transfer-Encoding is set by the HTTP client itself'],
      ['content-length', '0', 'The header content-length is set by the HTTP client itself'],
      ['CONNECTION', 'close', 'The header CONNECTION is set by the HTTP client itself'],
    ] as const) {
      expect(await send(name, value)).toEqual({ type: 'refused', message: expect.stringContaining(message) });
    }
    for (const name of ['x-1', "!#$%&'*+-.^_`|~"]) {
      expect(await send(name, '\tgrüß "Gott" {}')).toMatchObject({ type: 'answer', status: 200 });
    }
  });

  test('a host is allowed by name, or by name and port', async () => {
    await using server = await startLoopback((_, response) => response.end('hello'));
    const { host } = new URL(server.url);
    const call = { method: 'GET', url: server.url, headers: {} };
    expect(await client({ allowedHosts: [host] }).send(call)).toMatchObject({
      type: 'answer',
      status: 200,
      text: 'hello',
    });
    expect(await client({ allowedHosts: ['127.0.0.1:1'] }).send(call)).toMatchObject({ type: 'refused' });
    expect(await client({ allowedHosts: [] }).send({ ...call, trusted: true })).toMatchObject({ type: 'answer' });
  });

  test("a host is allowed in any spelling of its name, and with its scheme's default port", async () => {
    await using server = await startLoopback((_, response) => response.end('hello'));
    const url = server.url.replace('127.0.0.1', 'localhost');
    const call = { method: 'GET', headers: {} };
    expect(await client({ allowedHosts: ['LocalHost'] }).send({ ...call, url })).toMatchObject({ type: 'answer' });
    for (const [name, address] of [
      ['127.0.0.1:80', 'http://127.0.0.1/'],
      ['127.0.0.1:443', 'https://127.0.0.1/'],
    ] as const) {
      const result = await client({ allowedHosts: [name] }).send({ ...call, url: address });
      expect(result.type).not.toBe('refused');
      expect(await client({ allowedHosts: ['127.0.0.1:1'] }).send({ ...call, url: address })).toMatchObject({
        type: 'refused',
      });
    }
  });

  test('a call that exceeds its own time limit says so', async () => {
    await using server = await startLoopback(() => {});
    const signal = AbortSignal.timeout(50);
    expect(await client().send({ method: 'GET', url: server.url, headers: {}, signal })).toMatchObject({
      type: 'unanswered',
      message: expect.stringContaining('within the time that one attempt may take'),
    });
  });

  test.each(['ftp://127.0.0.1/', 'file:///etc/passwd', 'no url', ''])('%j is not an address to call', async (url) => {
    expect(await client().send({ method: 'GET', url, headers: {} })).toMatchObject({ type: 'refused' });
  });

  test('a redirect is an answer, and not followed', async () => {
    let calls = 0;
    await using server = await startLoopback((_, response) => {
      calls += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const result = await client().send({ method: 'POST', url: server.url, headers: {}, body: Buffer.from('{}') });
    expect(result).toMatchObject({ type: 'answer', status: 302 });
    expect(calls).toBe(1);
  });

  test('only the first part of a large answer is read', async () => {
    await using server = await startLoopback((_, response) => response.end('x'.repeat(100_000)));
    const result = await client({ maxAnswer: 1_000 }).send({ method: 'GET', url: server.url, headers: {} });
    expect(result).toMatchObject({ type: 'answer', truncated: true, text: 'x'.repeat(1_000) });
  });

  test('a refused connection has done nothing; no answer may have done something', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    expect(await client().send({ method: 'GET', url, headers: {} })).toEqual({
      type: 'unsent',
      message: `Could not connect to ${new URL(url).host}: nothing listens there (ECONNREFUSED)`,
    });
    const silent = createServer((socket) => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const result = await client().send({ method: 'POST', url: `http://127.0.0.1:${port}`, headers: {} });
    expect(result).toEqual({
      type: 'unanswered',
      message: `No answer from 127.0.0.1:${port}: it closed the connection (UND_ERR_SOCKET)`,
    });
    silent.close();
  });

  test('a call that times out was sent, and its outcome is unknown', async () => {
    await using server = await startLoopback(() => {});
    const signal = AbortSignal.timeout(200);
    const result = await client().send({ method: 'POST', url: server.url, headers: {}, signal });
    expect(result).toMatchObject({ type: 'unanswered' });
  });

  test('an invalid header is refused before anything is sent', async () => {
    const result = await client().send({ method: 'GET', url: 'http://127.0.0.1:9', headers: { a: 'x\r\nb: y' } });
    expect(result).toMatchObject({ type: 'refused' });
  });
});
