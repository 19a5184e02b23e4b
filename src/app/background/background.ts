import { messageOf } from '../../core/error.ts';
import type { Log } from '../world.ts';

/** Work that nobody waits for, so that a stop can still wait for it and a failure is seen. */
export type Tasks = {
  /** Starts work; a failure is logged, for its effect is picked up by the sweep. */
  start(name: string, work: () => Promise<unknown>): void;
  /** Repeats work, `pause` ms after each end, until stopped. */
  repeat(name: string, pause: number, work: () => Promise<unknown>): void;
  /** Aborted once a stop was asked for: who waits in order to try something again gives up. */
  stopping: AbortSignal;
  /** Says that a stop was asked for. What repeats goes on: as long as work is under way, others must see that we live. */
  announceStop(): void;
  /** Starts nothing new and resolves when all that was started has ended. */
  stop(): Promise<void>;
};

/** Keeps track of background work. */
export function createTasks(log: Log): Tasks {
  const running = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();
  const stopping = new AbortController();
  let stopped = false;

  function start(name: string, work: () => Promise<unknown>): void {
    const task = work().then(
      () => {},
      (error: unknown) => log.error({ task: name, error: messageOf(error), cause: error }, 'a background task failed'),
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
