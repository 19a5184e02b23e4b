import { messageOf } from '../../core/error.ts';
import type { Log } from '../world.ts';

/** Work that nobody waits for, so that a stop can still wait for it and a failure is seen. */
export type Tasks = {
  /** Starts work; a failure is logged, for its effect is picked up by recovery. */
  start(name: string, work: () => Promise<unknown>): void;
  /** Repeats work, `pause` ms after each end, until stopped. */
  repeat(name: string, pause: number, work: () => Promise<unknown>): void;
  /** For work that goes on after a failure: it works again. */
  succeeded(name: string): void;
  /** For work that goes on after a failure: counts it, and returns how many there were in a row. */
  failed(name: string): number;
  /** Tasks that failed as often in a row as an operator should know of. */
  failing(): { task: string; failures: number }[];
  /** Aborted once a stop was asked for: who waits in order to try something again gives up. */
  stopping: AbortSignal;
  /** Says that a stop was asked for. What repeats goes on: as long as work is under way, others must see that we live. */
  announceStop(): void;
  /** Starts nothing new and resolves when all that was started has ended. */
  stop(): Promise<void>;
};

/** From so many failures in a row on a task keeps failing. */
const worrying = 3;

/** Keeps track of background work. `onCount` hears how often a task has failed in a row, 0 for one that works again. */
export function createTasks(log: Log, onCount: (task: string, failures: number) => void = () => {}): Tasks {
  const failures = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();
  const stopping = new AbortController();
  let stopped = false;

  function succeeded(name: string): void {
    if (failures.delete(name)) onCount(name, 0);
  }

  function failed(name: string): number {
    const count = (failures.get(name) ?? 0) + 1;
    failures.set(name, count);
    onCount(name, count);
    return count;
  }

  function start(name: string, work: () => Promise<unknown>): void {
    const task = work().then(
      () => succeeded(name),
      (error: unknown) => {
        log.error(
          { task: name, failures: failed(name), error: messageOf(error), cause: error },
          'a background task failed',
        );
      },
    );
    running.add(task);
    void task.then(() => running.delete(task));
  }

  function repeat(name: string, pause: number, work: () => Promise<unknown>): void {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      start(name, () => work().finally(() => repeat(name, pause, work)));
    }, pause);
    timers.add(timer);
  }

  return {
    start,
    repeat,
    succeeded,
    failed,
    failing: () => [...failures].flatMap(([task, count]) => (count < worrying ? [] : [{ task, failures: count }])),
    stopping: stopping.signal,
    announceStop: () => stopping.abort(),
    async stop() {
      stopping.abort();
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      while (running.size > 0) await Promise.all(running);
    },
  };
}
