import { describe, expect, test } from 'vitest';
import { createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { runStep } from '../action/job.ts';
import { startLoopback } from '../fakes/loopback.ts';
import { freePort } from '../fakes/ports.ts';
import { startProxy } from '../fakes/proxy.ts';
import { runCliProcess } from './cli.ts';

/** An address that can be reached only through the proxy. */
const serverUrl = `http://127.0.0.1:${await freePort()}`;
const client = { CLIENT_ID: 'a-client', CLIENT_SECRET: 'a client secret' };
const event = '{ "type": "ENTITY_CREATED", "blueprint": "service", "after": {} }';

/** A service that answers everything with this, and a proxy that leads there. */
async function startBoth(answer: string) {
  const paths: string[] = [];
  const server = await startLoopback(({ url }, response) => {
    paths.push(url.pathname);
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
  const proxy = await startProxy(server.url);
  return {
    paths,
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('cli/proxy', () => {
  test('calls the service through the proxy from the environment', async () => {
    await using both = await startBoth('{"ok":true,"events":[{"id":"e1"}]}');
    const environment = { ...client, HTTP_PROXY: both.proxy.url };
    const { code, stdout } = await runCliProcess('.', ['send', '--server-url', serverUrl, '-'], {
      input: event,
      environment,
    });
    expect([code, stdout]).toEqual([0, 'e1  no match\n']);
    expect(both.proxy.asked.map(({ host }) => host)).toEqual([new URL(serverUrl).host]);
    const direct = await runCliProcess('.', ['send', '--server-url', serverUrl, '-'], {
      input: event,
      environment: { ...environment, NO_PROXY: '127.0.0.1' },
    });
    expect([direct.code, direct.stderr]).toEqual([2, expect.stringContaining('cannot be reached')]);
  });

  test('the Action uses the proxy too', async () => {
    await using both = await startBoth('{"ok":false,"error":"forbidden","message":"not you"}');
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const { code, commands } = await runStep({
      root: checkout.root,
      inputs: { mode: 'sync', 'server-url': serverUrl, 'client-id': 'a', 'client-secret': 'our own secret' },
      environment: { HTTP_PROXY: both.proxy.url },
    });
    expect(code).toBe(1);
    expect(JSON.stringify(commands)).toContain('not you');
    expect(both.paths[0]).toMatch(/^\/v1\/automations\//);
  });

  test('reports an invalid proxy address without showing it', async () => {
    const environment = { ...client, HTTPS_PROXY: 'user:hidden@proxy:3128' };
    const { code, stderr } = await runCliProcess('.', ['send', '--server-url', serverUrl, '-'], {
      input: event,
      environment,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^HTTPS_PROXY must be the address of a proxy that begins with http:\/\/ or https:\/\//);
    expect(stderr).not.toContain('hidden');
  });
});
