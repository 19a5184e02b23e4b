import { afterAll } from 'vitest';
import { createJq, type JqSetup } from '../../src/jq/jq.ts';

/** The worker that the global setup built. */
export const workerUrl = new URL('../../build/jq-worker.mjs', import.meta.url);

type RealJq = ReturnType<typeof createJq>;

// A limit for production; in tests the speed of the machine must not decide anything.
const deadline = 30_000;
let shared: RealJq | undefined;

/** A real jq that all files of this worker share; its threads end with the worker. */
export function jqForTests(): RealJq {
  shared ??= createJq({ workerUrl, deadline });
  return shared;
}

/** A real jq with settings of its own, for the tests of one file. */
export function ownJqForTests(setup: Partial<JqSetup>): RealJq {
  const jq = createJq({ workerUrl, deadline, ...setup });
  afterAll(() => jq.close());
  return jq;
}
