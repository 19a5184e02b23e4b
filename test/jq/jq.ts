import { afterAll } from 'vitest';
import { createJq, type JqSetup } from '../../src/jq/jq.ts';

/** The worker that the global setup has built. */
export const workerUrl = new URL('../../build/jq-worker.mjs', import.meta.url);

/** A real jq for the tests of one file, closed behind them. */
export function jqForTests(setup: Partial<JqSetup> = {}): ReturnType<typeof createJq> {
  // Its own time limit is for production: here a busy machine must decide nothing.
  const jq = createJq({ workerUrl, deadline: 30_000, ...setup });
  afterAll(() => jq.close());
  return jq;
}
