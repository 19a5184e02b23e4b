import { Worker } from 'node:worker_threads';
import type { Job, Reply } from './worker.ts';

/** What became of a job; `ran` is how long it ran, in milliseconds. */
export type Outcome =
  | { type: 'done'; stdout: string; stderr: string; exitCode: number; ran: number }
  | { type: 'crashed'; message: string; ran: number }
  | { type: 'timeout'; ran: number };

/** One worker thread. After a crash or a timeout it is stopped and takes no further job. */
export type Thread = {
  run(job: Job, deadline: () => number): Promise<Outcome>;
  stop(): Promise<void>;
};

/** Starts a worker thread. It keeps the process alive only while it works. */
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
      // It waits in the thread's queue: a thread that starts while we are busy begins its work at once.
      worker.postMessage(job);
      await started.promise;
      const begun = performance.now();
      const ran = () => performance.now() - begun;
      const outcome = await within(reply.promise, deadline());
      if (outcome === 'late' || outcome.type !== 'done') void worker.terminate();
      else worker.unref();
      if (outcome === 'late') return { type: 'timeout', ran: ran() };
      if (outcome.type === 'ready') throw new Error('The jq worker thread answered out of turn.');
      return { ...outcome, ran: ran() };
    },
    async stop() {
      await worker.terminate();
    },
  };
}

type Settled<T> = { promise: Promise<T>; resolve(value: T): void; reject(error: Error): void };

/** A promise that others settle; nobody need look at its rejection. */
function createPromise<T>(): Settled<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** The reply, or `late`. A thread that dies (its heap is bounded too) is a crash of what it ran. */
function within(reply: Promise<Reply>, milliseconds: number): Promise<Reply | 'late'> {
  return new Promise((resolve) => {
    // One more turn of the event loop: when this thread was the busy one, the answer may already be waiting.
    const timer = setTimeout(() => setImmediate(() => resolve('late')), Math.max(1, milliseconds));
    reply
      .catch((error: Error): Reply => ({ type: 'crashed', message: `It broke its worker thread: ${error.message}` }))
      .then((answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
  });
}
