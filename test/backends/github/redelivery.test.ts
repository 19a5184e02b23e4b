import { describe, expect, test } from 'vitest';
import { redeliverMissed } from '../../../src/backends/github/redelivery.ts';
import { misfortunes } from '../../fakes/github/index.ts';
import { startLoopback } from '../../fakes/loopback.ts';
import { githubWorld } from '../github-world.ts';

const listRoute = 'GET /app/hook/deliveries';
const attemptRoute = 'POST /app/hook/deliveries/{delivery_id}/attempts';

/** A GitHub that sent webhooks to an App which was down for some of them. */
async function outage() {
  const world = await githubWorld();
  const received: string[] = [];
  const app = await startLoopback(({ headers }, response) => {
    received.push(headers['x-github-delivery']?.toString() ?? '');
    response.writeHead(202).end();
  });
  const { webhooks } = world.github;
  webhooks.connect({ url: app.url, secret: 'x' });
  const push = () => world.github.webhooks.push(world.repository, 'main', '0'.repeat(40), '1'.repeat(40));
  return {
    ...world,
    received,
    /** Sends so many webhooks while the App is up. */
    async up(count: number): Promise<void> {
      for (let sent = 0; sent < count; sent += 1) push();
      await webhooks.settled();
    },
    /** Sends so many while it is down; returns their GUIDs. */
    down(count: number): string[] {
      const before = webhooks.deliveries().length;
      webhooks.hold();
      for (let sent = 0; sent < count; sent += 1) push();
      webhooks.flow();
      const lost = webhooks.deliveries().slice(before);
      for (const delivery of lost) webhooks.lose(delivery);
      return lost.map(({ guid }) => guid);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await world[Symbol.asyncDispose]();
      await app[Symbol.asyncDispose]();
    },
  };
}

describe('backends/github/redelivery', () => {
  test('missed deliveries are requested again, under their own GUIDs, and nothing else is', async () => {
    await using world = await outage();
    await world.up(2);
    const lost = world.down(3);
    await world.up(1);
    const before = world.received.length;
    const result = await redeliverMissed(world.client, world.now() - 3_600_000);
    expect(result).toMatchObject({ examined: 6, complete: true });
    expect(new Set(result.requested)).toEqual(new Set(lost));
    await world.github.webhooks.settled();
    expect(new Set(world.received.slice(before))).toEqual(new Set(lost));
  });

  test('a second pass requests nothing that has arrived by then', async () => {
    await using world = await outage();
    world.down(2);
    await redeliverMissed(world.client, 0);
    await world.github.webhooks.settled();
    expect(await redeliverMissed(world.client, 0)).toMatchObject({ requested: [], complete: true });
    expect(world.github.requestsTo(attemptRoute)).toHaveLength(2);
  });

  test('only deliveries after the given time are requested', async () => {
    await using world = await outage();
    world.down(2);
    world.pass(3600);
    const [young] = world.down(1);
    const result = await redeliverMissed(world.client, world.now() - 60_000);
    expect(result).toMatchObject({ examined: 1, requested: [young] });
  });

  test('a list of many pages is read to its end', async () => {
    await using world = await outage();
    const [first] = world.down(1);
    await world.up(250);
    expect(await redeliverMissed(world.client, 0)).toEqual({ examined: 251, requested: [first], complete: true });
    expect(world.github.requestsTo(listRoute)).toHaveLength(3);
  });

  test('a delivery that keeps failing is left alone', async () => {
    await using world = await outage();
    world.down(1);
    world.github.webhooks.hold();
    for (let pass = 0; pass < 10; pass += 1) {
      await redeliverMissed(world.client, 0);
      for (const delivery of world.github.webhooks.deliveries()) world.github.webhooks.lose(delivery);
    }
    expect(world.github.requestsTo(attemptRoute)).toHaveLength(4);
  });

  test('when GitHub stops answering, the pass says that it did not see everything', async () => {
    await using world = await outage();
    world.down(2);
    world.github.failNext(listRoute, misfortunes.errorBefore);
    expect(await redeliverMissed(world.client, 0)).toEqual({ examined: 0, requested: [], complete: false });
    world.github.failNext(attemptRoute, misfortunes.tooManyRequests);
    expect(await redeliverMissed(world.client, 0)).toEqual({ examined: 2, requested: [], complete: false });
  });
});
