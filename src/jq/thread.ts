import { Worker } from 'node:worker_threads';
import type { JqJob, Reply } from './worker.ts';

/** The result of a job; `ran` is how long it ran, in milliseconds. */
export type JobResult =
  | { type: 'done'; stdout: string; stderr: string; exitCode: number; ran: number }
  | { type: 'crashed'; message: string; ran: number }
  | { type: 'timeout'; ran: number };

/** A worker thread. After a crash or a timeout it is stopped and accepts no further jobs. */
export type Thread = {
  run(job: JqJob, deadline: () => number): Promise<JobResult>;
  stop(): Promise<void>;
};

/** Starts a worker thread, which keeps the process alive only while it is working. */
export function startThread(url: URL): Thread {
  const worker = new Worker(url, { resourceLimits: { maxOldGenerationSizeMb: 512 } });
  worker.unref();
  const started = createPromise<void>();
  let reply = createPromise<Reply>();
  const fail = (error: Error) => {
    started.reject(error);
    reply.reject(error);
  };
  worker.on('message', (message: Reply) => (message.type === 'ready' ? started.resolve() : reply.resolve(message)));
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => fail(new Error('The jq worker thread ended.')));

  return {
    async run(job, deadline) {
      worker.ref();
      reply = createPromise();
      // Queued in the thread, so that a starting thread begins at once even if this thread is busy.
      worker.postMessage(job);
      await started.promise;
      const begun = performance.now();
      const ran = () => performance.now() - begun;
      const outcome = await within(reply.promise, deadline());
      if (outcome === 'late' || outcome.type !== 'done') void worker.terminate();
      else worker.unref();
      if (outcome === 'late') return { type: 'timeout', ran: ran() };
      if (outcome.type === 'ready') throw new Error('The jq worker thread sent an unexpected message.');
      return { ...outcome, ran: ran() };
    },
    async stop() {
      await worker.terminate();
    },
  };
}

type Deferred<T> = { promise: Promise<T>; resolve(value: T): void; reject(error: Error): void };

/** Creates a promise that is resolved from outside; its rejection may go unhandled. */
function createPromise<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/**
 * Waits for the reply, or returns `late`. A thread that dies (its heap is limited too) counts as a crash of its job.
 */
function within(reply: Promise<Reply>, milliseconds: number): Promise<Reply | 'late'> {
  return new Promise((resolve) => {
    // One more turn of the event loop: if this thread was the busy one, the reply may already be waiting.
    const timer = setTimeout(() => setImmediate(() => resolve('late')), Math.max(1, milliseconds));
    reply
      .catch(
        (error: Error): Reply => ({
          type: 'crashed',
          message: `The expression crashed its worker thread: ${error.message}`,
        }),
      )
      .then((answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
  });
}
