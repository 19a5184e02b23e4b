import { afterEach, describe, expect, test } from 'vitest';
import { createHttp } from '../../../src/backends/http/http.ts';
import { readProxies } from '../../../src/backends/http/proxy.ts';
import { startLoopback } from '../../fakes/loopback.ts';
import { freePort } from '../../fakes/ports.ts';
import { startProxy } from '../../fakes/proxy.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

function client(environment: Record<string, string>, allowedHosts: string[] = []) {
  const http = createHttp({ allowedHosts, proxies: readProxies(environment, []) });
  opened.push(http);
  return http;
}

const get = (url: string, more: { direct?: boolean; trusted?: boolean } = {}) =>
  ({ method: 'GET', url, headers: {}, ...more }) as const;

describe('backends/http/proxy', () => {
  test('calls go through the proxy, which resolves the name and gets only its own credentials', async () => {
    await using server = await startLoopback((request, response) => response.end(JSON.stringify(request.headers)));
    await using proxy = await startProxy(server.url);
    const http = client({ HTTP_PROXY: proxy.url.replace('//', '//user:pass%40word@') });
    const result = await http.send(get('http://catalog.example/path'));
    expect(result).toMatchObject({ type: 'answer', status: 200 });
    expect(proxy.asked).toEqual([
      { host: 'catalog.example:80', authorization: `Basic ${Buffer.from('user:pass@word').toString('base64')}` },
    ]);
    expect(JSON.stringify(result)).not.toContain('proxy-authorization');
  });

  test('hosts in NO_PROXY are called directly, and then private addresses are refused', async () => {
    await using server = await startLoopback((_, response) => response.end('direct'));
    await using proxy = await startProxy(server.url);
    const url = server.url.replace('127.0.0.1', 'localhost');
    const environment = { http_proxy: proxy.url, no_proxy: 'localhost' };
    expect(await client(environment).send(get(url))).toMatchObject({
      type: 'refused',
      message: expect.stringContaining('is a private address'),
    });
    expect(await client(environment, ['localhost']).send(get(url))).toMatchObject({ type: 'answer', text: 'direct' });
    expect(proxy.asked).toEqual([]);
  });

  test('a literal private address is refused with a proxy as well, and our own API needs none', async () => {
    await using server = await startLoopback((_, response) => response.end('own'));
    await using proxy = await startProxy(server.url);
    const http = client({ HTTP_PROXY: proxy.url });
    expect(await http.send(get('http://169.254.169.254/latest'))).toMatchObject({ type: 'refused' });
    expect(await http.send(get(server.url, { trusted: true, direct: true }))).toMatchObject({ text: 'own' });
    expect(proxy.asked).toEqual([]);
  });

  test('a proxy that refuses or is unreachable has sent nothing, and the message mentions it', async () => {
    await using proxy = await startProxy('http://127.0.0.1:9', 407);
    expect(await client({ HTTP_PROXY: proxy.url }).send(get('http://catalog.example/'))).toEqual({
      type: 'unsent',
      message: 'The proxy did not open a connection to catalog.example: it answered 407',
    });
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    expect(await client({ HTTP_PROXY: nowhere }).send(get('http://catalog.example/'))).toMatchObject({
      type: 'unsent',
      message: expect.stringContaining('through a proxy'),
    });
  });

  test.each(['proxy:3128', 'socks5://proxy', 'http://', 'nonsense'])('%j is not the address of a proxy', (address) => {
    const problems: string[] = [];
    expect(readProxies({ HTTPS_PROXY: address }, problems)).toBeNull();
    expect(problems).toEqual([expect.stringMatching(/^HTTPS_PROXY must be the address of a proxy/)]);
  });

  test('lower-case variables take precedence, and an empty value is ignored', () => {
    expect(readProxies({ http_proxy: 'http://a', HTTP_PROXY: 'http://b', https_proxy: '' }, [])).toEqual({
      httpProxy: 'http://a',
      httpsProxy: '',
      noProxy: '',
    });
    expect(readProxies({ NO_PROXY: '*' }, [])).toBeNull();
  });
});
