import { parentPort } from 'node:worker_threads';
import { loadJq } from 'jq-wasm';

/** A program and the JSON text of its one input; an empty text compiles the program and runs nothing. */
export type Job = { program: string; input: string };

/** What jq printed, or that it broke: then this thread is of no further use. */
export type Reply =
  | { type: 'ready' }
  | { type: 'done'; stdout: string; stderr: string; exitCode: number }
  | { type: 'crashed'; message: string };

/** More than this is not handed to the main thread, which would have to hold it too. */
const maxOutput = 16 * 1024 * 1024;

function work(port: NonNullable<typeof parentPort>, jq: Awaited<ReturnType<typeof loadJq>>, job: Job): void {
  port.postMessage(run(jq, job) satisfies Reply);
}

function run(jq: Awaited<ReturnType<typeof loadJq>>, job: Job): Reply {
  try {
    const { stdout, stderr, exitCode } = jq.raw(job.input, job.program, ['-c']);
    if (stdout.length > maxOutput) return { type: 'crashed', message: 'Its result is larger than 16 MB.' };
    return { type: 'done', stdout, stderr: stderr.slice(0, 1_000_000), exitCode };
  } catch {
    // WebAssembly traps are all alike: memory ran out (the build allows 256 MB) or the stack overflowed.
    return { type: 'crashed', message: 'It needs more than 256 MB of memory, or recurses too deeply.' };
  }
}

/**
 * Not awaited at the top level: Node ends the whole process when a thread is stopped just as it begins to evaluate a module
 * that waits, as a run of the Action that needs no jq stops its thread.
 */
async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  // The WebAssembly runtime reports its aborts on the console; we report them as replies.
  console.error = () => {};
  const jq = await loadJq();
  port.on('message', (job: Job) => work(port, jq, job));
  port.postMessage({ type: 'ready' } satisfies Reply);
}

if (parentPort) void serve(parentPort);
