import { connect } from 'node:net';
import Fastify from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { createNews } from '../../src/app/news.ts';
import { type LiveLimits, liveRoutes } from '../../src/web/live-routes.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { openLive } from '../e2e/harness/live.ts';
import { until } from '../e2e/harness/until.ts';

const limits: LiveLimits = { comment: 60_000, longest: 60_000, end: 60_000, streams: 10, pacePerStream: 0 };

/** What is in use on the heap, without what is garbage already. */
function usedHeap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A server with nothing but the stream; `listeners` counts the subscriptions that are open. */
async function start(changes: Partial<LiveLimits> = {}) {
  const news = createNews();
  let listeners = 0;
  const subscribe: typeof news.subscribe = (listener) => {
    listeners++;
    const unsubscribe = news.subscribe(listener);
    return () => {
      listeners--;
      unsubscribe();
    };
  };
  const server = Fastify({ forceCloseConnections: 'idle' });
  liveRoutes({ app: { news: { subscribe } }, server }, { ...limits, ...changes });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  return { news, server, url, listeners: () => listeners };
}

describe('web/live-routes', () => {
  let started: Awaited<ReturnType<typeof start>> | null = null;
  afterEach(async () => {
    await started?.server.close();
    started?.news.stop();
    started = null;
  });

  test('a stream begins with when to come back, and is not cached, collected or kept alive', async () => {
    started = await start();
    const live = await openLive(started.url);
    await until(live.text, (text) => text === 'retry: 1000\n\n');
    expect(Object.fromEntries(live.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'close',
    });
    started.news.hear(['run:1', 'event:2']);
    await until(live.text, (text) => text.endsWith('event: changed\ndata: ["run:1","event:2"]\n\n'));
  });

  test('a quiet stream is kept open by comments', async () => {
    started = await start({ comment: 5 });
    const live = await openLive(started.url);
    await until(live.text, (text) => text.includes('\n\n:\n\n:\n\n'));
    expect(live.topics()).toEqual([]);
  });

  test('a disconnected client is removed', async () => {
    started = await start();
    const live = await openLive(started.url);
    expect(started.listeners()).toBe(1);
    live.close();
    await until(started.listeners, (count) => count === 0);
  });

  test('a client that connects after the last one left receives changes', async () => {
    started = await start({ pacePerStream: 1 });
    const { news, url, listeners } = started;
    const first = await openLive(url);
    news.hear(['run:1']);
    // It waits, because one was delivered a moment ago.
    news.hear(['run:2']);
    first.close();
    await until(listeners, (count) => count === 0);
    const second = await openLive(url);
    news.hear(['run:3']);
    await until(second.topics, (topics) => topics.includes('run:3'));
  });

  test('a stream ends after its time, for the caller to be checked again', async () => {
    started = await start({ longest: 5 });
    await (await openLive(started.url)).ended;
    await until(started.listeners, (count) => count === 0);
  });

  test('more streams than the limit are refused until one is closed', async () => {
    started = await start({ streams: 1 });
    const { url } = started;
    const first = await openLive(url);
    expect((await fetch(`${url}/v1/live`)).status).toBeGreaterThanOrEqual(500);
    first.close();
    await until(started.listeners, (count) => count === 0);
    (await openLive(url)).close();
  });

  test('a stop ends every stream', async () => {
    started = await start();
    const streams = await Promise.all([openLive(started.url), openLive(started.url)]);
    await started.server.close();
    await Promise.all(streams.map(({ ended }) => ended));
  });

  test('a client that reads nothing costs little memory, misses nothing, and does not hold a stop', async () => {
    started = await start({ end: 10 });
    const { news, server, url } = started;
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /v1/live HTTP/1.1\r\nhost: test\r\n\r\n');
    socket.on('error', () => {});
    await until(started.listeners, (count) => count === 1);
    socket.pause();
    const long = [`run:${'x'.repeat(10_000)}`];
    const before = usedHeap();
    for (let n = 0; n < 20_000; n++) {
      news.hear(long);
      // The kernel takes some megabytes before the stream falls behind.
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(usedHeap() - before).toBeLessThan(100 * 1024 * 1024);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      text = (text + chunk).slice(-1_000);
    });
    socket.resume();
    await until(
      () => text,
      (end) => end.includes('data: ["*"]'),
    );
    socket.pause();
    for (let n = 0; n < 2_000; n++) {
      news.hear(long);
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await server.close();
    socket.destroy();
  });
});
