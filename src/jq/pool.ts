import { type Outcome, startThread, type Thread } from './thread.ts';
import type { Job } from './worker.ts';

/**
 * `deadline`: how long the job may run, in milliseconds; `expires`: when its result is of no use any more, on
 * `performance.now()`'s clock (Infinity: never); `slow` jobs never take the last thread, so that what is quick is never kept waiting.
 */
type JobOptions = { deadline: number; expires: number; lane: 'fast' | 'slow' };

/** Worker threads and the jobs that wait for one. `expired`: its time was over before a thread was free. */
export type Pool = {
  /** Starts a thread ahead of the first job, which then need not wait for it. */
  start(): void;
  run(job: Job, options: JobOptions): Promise<Outcome | { type: 'expired' }>;
  close(): Promise<void>;
};

type Waiting = JobOptions & { start(thread: Thread): Promise<boolean>; cancel(): void };

/** A pool of at least two threads, started when first needed and replaced when a job breaks them. */
export function createPool(workerUrl: URL, workers: number): Pool {
  const size = Math.max(2, workers);
  const threads = new Set<Thread>();
  const idle: Thread[] = [];
  const waiting: Waiting[] = [];
  let slowRunning = 0;
  let closed = false;

  function pump(): void {
    while (!closed) {
      const index = waiting.findIndex((job) => job.lane === 'fast' || slowRunning < size - 1);
      if (index < 0 || (idle.length === 0 && threads.size >= size)) return;
      const [job] = waiting.splice(index, 1);
      if (job) void dispatch(job, idle.pop() ?? spawn());
    }
  }

  function spawn(): Thread {
    const thread = startThread(workerUrl);
    threads.add(thread);
    return thread;
  }

  async function dispatch(job: Waiting, thread: Thread): Promise<void> {
    if (job.lane === 'slow') slowRunning++;
    const usable = await job.start(thread);
    if (job.lane === 'slow') slowRunning--;
    if (usable && !closed) idle.push(thread);
    else threads.delete(thread);
    pump();
  }

  return {
    start() {
      if (threads.size < size && !closed) idle.push(spawn());
    },
    run(job, options) {
      if (closed) return Promise.reject(closedError());
      return new Promise((resolve, reject) => {
        const start = async (thread: Thread): Promise<boolean> => {
          clearTimeout(expiry);
          try {
            const left = () => Math.min(options.deadline, options.expires - performance.now());
            const outcome = await thread.run(job, left);
            resolve(outcome);
            return outcome.type === 'done' && outcome.ran < tiring;
          } catch (error) {
            reject(error);
            return false;
          }
        };
        const cancel = () => {
          clearTimeout(expiry);
          reject(closedError());
        };
        const entry: Waiting = { ...options, start, cancel };
        const expire = () => {
          waiting.splice(waiting.indexOf(entry), 1);
          resolve({ type: 'expired' });
        };
        const left = Math.max(0, options.expires - performance.now());
        const expiry = left === Number.POSITIVE_INFINITY ? undefined : setTimeout(expire, left);
        waiting.push(entry);
        pump();
      });
    },
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.cancel();
      await Promise.all([...threads].map((thread) => thread.stop()));
    },
  };
}

/** A job that ran so long (ms) may have grown its thread's memory, which WebAssembly never gives back: start afresh. */
const tiring = 1000;

function closedError(): Error {
  return new Error('The jq workers are closed.');
}
