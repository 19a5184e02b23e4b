import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIngest } from '../../../src/app/ingest/ingest.ts';
import { createLiveAutomations } from '../../../src/app/match/live-automations.ts';
import { createMatcher, type Matcher } from '../../../src/app/match/match.ts';
import type { Event } from '../../../src/core/event/event.ts';
import { created } from '../../e2e/harness/shapes.ts';
import { openWorld } from '../app-world.ts';

const input = (id: string) => {
  const trigger = { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' };
  const event = { id, trigger, ...created('b', id) } as unknown as Event;
  return { event, source: 'http', depth: 0, chain: [] };
};

describe('app/ingest/ingest', () => {
  let opened: Awaited<ReturnType<typeof openWorld>>;
  beforeAll(async () => {
    opened = await openWorld();
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  const idle = { wake() {}, cascade() {}, reserve: () => 0, start() {}, later() {} };

  test('does not report the first delivery of an event as a duplicate after another event failed', async () => {
    const live = createLiveAutomations(opened.world);
    const real = createMatcher(opened.world, live, idle);
    const matcher: Matcher = {
      match: async (events) =>
        events.some(({ event }) => event.id === 'bad') ? Promise.reject(new Error('no')) : real.match(events),
    };
    const ingest = createIngest(opened.world, live, matcher);
    const send = () => Promise.allSettled(['one', 'bad', 'two'].map((id) => ingest([input(id)])));
    const answers = async () =>
      (await send()).map((answer) => (answer.status === 'fulfilled' ? answer.value[0]?.duplicate : 'failed'));
    expect(await answers()).toEqual([false, 'failed', false]);
    expect(await answers()).toEqual([true, 'failed', true]);
  });
});
