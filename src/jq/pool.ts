import { type JobResult, startThread, type Thread } from './thread.ts';
import type { JqJob } from './worker.ts';

/**
 * Options of a job: `deadline` is how long it may run, in milliseconds; `expires` is when its result becomes useless,
 * on the clock of `performance.now()` (Infinity for never). `slow` jobs never take the last thread, so that fast ones
 * never have to wait for them.
 */
type JobOptions = { deadline: number; expires: number; lane: 'fast' | 'slow' };

/** Worker threads and the jobs that wait for them. `expired`: no thread was free in time. */
export type Pool = {
  /** Starts a thread ahead of the first job. */
  start(): void;
  run(job: JqJob, options: JobOptions): Promise<JobResult | { type: 'expired' }>;
  close(): Promise<void>;
};

type WaitingJob = JobOptions & { start(thread: Thread): Promise<boolean>; cancel(): void };

/** Creates a pool of at least two threads, which are started on demand and replaced when a job crashes them. */
export function createPool(workerUrl: URL, workers: number): Pool {
  const size = Math.max(2, workers);
  const threads = new Set<Thread>();
  const idle: Thread[] = [];
  const waiting: WaitingJob[] = [];
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

  async function dispatch(job: WaitingJob, thread: Thread): Promise<void> {
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
            return outcome.type === 'done' && outcome.ran < maxReuseMs;
          } catch (error) {
            reject(error);
            return false;
          }
        };
        const cancel = () => {
          clearTimeout(expiry);
          reject(closedError());
        };
        const entry: WaitingJob = { ...options, start, cancel };
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

/**
 * A thread is replaced after a job that ran this long: the job may have grown its WebAssembly memory, which never
 * shrinks.
 */
const maxReuseMs = 1000;

function closedError(): Error {
  return new Error('The jq workers are closed.');
}
