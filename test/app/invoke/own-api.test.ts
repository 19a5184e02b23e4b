import { describe, expect, test } from 'vitest';
import { createOwnApi } from '../../../src/app/invoke/own-api.ts';
import { accessWith } from '../access/access-world.ts';

const access = accessWith({ now: () => 1_000_000 });

describe('app/invoke/own-api', () => {
  test("routes calls to Port's hosts and to the service's own addresses to itself, on behalf of the run", async () => {
    const api = createOwnApi(access, 'https://automations.example:8443/base');
    api.listenAt('http://127.0.0.1:3000');
    for (const url of [
      'https://api.getport.io/v1/actions?x=1',
      'https://api.port.io/v1/actions?x=1',
      'https://api.us.port.io/v1/actions?x=1',
      'https://automations.example:8443/v1/actions?x=1',
      'http://127.0.0.1:3000/v1/actions?x=1',
    ]) {
      const found = await api.resolve(url, 'r_1');
      expect(found?.url).toBe('http://127.0.0.1:3000/v1/actions?x=1');
      expect(await access.authorize(found?.authorization)).toEqual({ name: 'run:r_1', runId: 'r_1' });
    }
  });

  test('sends no token to other hosts, however similar', async () => {
    const api = createOwnApi(access, null);
    api.listenAt('http://127.0.0.1:3000');
    for (const url of [
      'https://api.getport.io.example/v1/actions',
      'https://example.com/api.getport.io',
      'https://api.getport.io@example.com/',
      'http://127.0.0.1:3001/v1/actions',
      'no address',
    ]) {
      expect(await api.resolve(url, 'r_1')).toBeNull();
    }
  });

  test("holds calls to Port's hosts until it is listening", async () => {
    const api = createOwnApi(access, null);
    const resolved: unknown[] = [];
    const waiting = api.resolve('https://api.getport.io/v1/actions', 'r_1').then((found) => resolved.push(found?.url));
    await new Promise(setImmediate);
    expect(resolved).toEqual([]);
    api.listenAt('http://127.0.0.1:3000');
    await waiting;
    expect(resolved).toEqual(['http://127.0.0.1:3000/v1/actions']);
  });
});
