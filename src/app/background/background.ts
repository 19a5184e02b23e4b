import { messageOf } from '../../core/error.ts';
import type { Log } from '../world.ts';
import { untilNextRound } from './next-round.ts';

/** Background work that no request waits for, tracked so that a stop can wait for it and failures become visible. */
export type Tasks = {
  /** Starts work. A failure is only logged; recovery picks up what it left. */
  start(name: string, work: () => Promise<unknown>): void;
  /** Repeats work until stopped, every `interval` ms; a round begins only after the last one has ended. */
  repeat(name: string, interval: number, work: () => Promise<unknown>): void;
  /** Reports that work that continues after failures is succeeding again. */
  succeeded(name: string): void;
  /** Counts a failure of work that continues regardless; returns the number of failures in a row. */
  failed(name: string): number;
  /** Tasks that have failed often enough in a row for an operator to know about. */
  failing(): { task: string; failures: number }[];
  /** Aborted once a stop is requested, so that work waiting to retry gives up. */
  stopping: AbortSignal;
  /**
   * Announces a stop. Repeated work continues: while work is in progress, the other replicas must see that this one
   * lives.
   */
  announceStop(): void;
  /** Starts nothing new and resolves once all started work has ended. */
  stop(): Promise<void>;
};

/** The number of consecutive failures from which a task is considered failing. */
const worrying = 3;

/** Tracks background work. `onCount` gets the number of a task's failures in a row, 0 once it succeeds again. */
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

  function repeat(name: string, interval: number, work: () => Promise<unknown>): void {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      start(name, () => work().finally(() => repeat(name, interval, work)));
    }, untilNextRound(interval));
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
