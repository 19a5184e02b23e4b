import { parentPort } from 'node:worker_threads';
import { loadJq } from 'jq-wasm';

/** A program and its single input as JSON; with an empty input, the program is only compiled. */
export type JqJob = { program: string; input: string };

/** The output of jq, or that jq crashed, after which the thread is no longer usable. */
export type Reply =
  | { type: 'ready' }
  | { type: 'done'; stdout: string; stderr: string; exitCode: number }
  | { type: 'crashed'; message: string };

/** Maximum output passed to the main thread, which would have to hold it as well. */
const maxOutput = 16 * 1024 * 1024;

function work(port: NonNullable<typeof parentPort>, jq: Awaited<ReturnType<typeof loadJq>>, job: JqJob): void {
  port.postMessage(run(jq, job) satisfies Reply);
}

function run(jq: Awaited<ReturnType<typeof loadJq>>, job: JqJob): Reply {
  try {
    const { stdout, stderr, exitCode } = jq.raw(job.input, job.program, ['-c']);
    if (stdout.length > maxOutput) return { type: 'crashed', message: 'The result is larger than 16 MB.' };
    return { type: 'done', stdout, stderr: stderr.slice(0, 1_000_000), exitCode };
  } catch {
    // WebAssembly traps all look alike: out of memory (the build allows 256 MB) or a stack overflow.
    return { type: 'crashed', message: 'The expression needs more than 256 MB of memory, or recurses too deeply.' };
  }
}

/**
 * Not awaited at the top level: Node.js ends the whole process if a thread is stopped while it is evaluating a module
 * with a top-level await, which happens when the Action needs no jq.
 */
async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  // The WebAssembly runtime prints aborts to the console; they are sent as replies instead.
  console.error = () => {};
  const jq = await loadJq();
  port.on('message', (job: JqJob) => work(port, jq, job));
  port.postMessage({ type: 'ready' } satisfies Reply);
}

if (parentPort) void serve(parentPort);
