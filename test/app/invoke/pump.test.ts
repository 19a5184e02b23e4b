import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTasks } from '../../../src/app/background/background.ts';
import { startPump } from '../../../src/app/invoke/pump.ts';
import type { World } from '../../../src/app/world.ts';

const log = { error: (fields: object) => expect.fail(JSON.stringify(fields)) } as unknown as World['log'];
const world = { log, settings: { concurrency: 100 } } as unknown as Pick<World, 'log' | 'settings'>;

/** Starts a pump that never finds work; gives the times at which it looks for some. */
function startIdle(tasks: ReturnType<typeof createTasks>, name: string) {
  const looks: number[] = [];
  const pump = startPump(world, tasks, { name, take: async () => [], work: async () => {} }, async () => {
    looks.push(Math.round(performance.now()));
    return false;
  });
  return { looks, pump };
}

describe('app/invoke/pump', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  test('pumps that are idle look for work at the same times, twice a second', async () => {
    const tasks = createTasks(log);
    const one = startIdle(tasks, 'one');
    await vi.advanceTimersByTimeAsync(170);
    const other = startIdle(tasks, 'other');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(one.looks.length).toBeGreaterThanOrEqual(5);
    expect(other.looks).toEqual(one.looks.slice(-other.looks.length));
    for (const [index, time] of one.looks.slice(1).entries()) expect(time - (one.looks[index] ?? 0)).toBe(500);
    await Promise.all([one.pump.stop(), other.pump.stop()]);
    await tasks.stop();
  });
});
