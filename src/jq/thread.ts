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
  let settle: (reply: Reply | Error) => void = () => {};
  const next = () =>
    new Promise<Reply>((resolve, reject) => {
      settle = (reply) => (reply instanceof Error ? reject(reply) : resolve(reply));
    });
  worker.on('message', (reply: Reply) => settle(reply));
  worker.on('error', (error) => settle(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => settle(new Error('The jq worker thread ended.')));
  let started = false;
  const ready = next();
  ready.then(
    () => {
      started = true;
    },
    () => {},
  );

  return {
    async run(job, deadline) {
      worker.ref();
      if (!started) await ready;
      const begun = performance.now();
      const ran = () => performance.now() - begun;
      const reply = next();
      worker.postMessage(job);
      const outcome = await within(reply, deadline());
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
