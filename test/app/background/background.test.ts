import { describe, expect, test } from 'vitest';
import { createTasks } from '../../../src/app/background/background.ts';

describe('app/background/background', () => {
  test('reports a task that keeps failing until it succeeds', async () => {
    const counts: [string, number][] = [];
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const tasks = createTasks(log, (task, failures) => void counts.push([task, failures]));
    const run = async (name: string, work: () => Promise<void>): Promise<void> => {
      const ended = work();
      tasks.start(name, () => ended);
      await ended.catch(() => {});
      await new Promise((resolve) => setImmediate(resolve));
    };
    const fail = () => run('sweep', () => Promise.reject(new Error('no')));
    await fail();
    await fail();
    expect(tasks.failing()).toEqual([]);
    await fail();
    await run('other', async () => {});
    expect(tasks.failing()).toEqual([{ task: 'sweep', failures: 3 }]);
    await run('sweep', async () => {});
    expect(tasks.failing()).toEqual([]);
    expect(counts).toEqual([
      ['sweep', 1],
      ['sweep', 2],
      ['sweep', 3],
      ['sweep', 0],
    ]);
    await tasks.stop();
  });
});
