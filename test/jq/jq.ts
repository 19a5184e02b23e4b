import { afterAll } from 'vitest';
import { createJq, type JqSetup } from '../../src/jq/create.ts';

/** The worker that the global setup has built. */
export const workerUrl = new URL('../../build/jq-worker.mjs', import.meta.url);

/** A real jq for the tests of one file, closed behind them. */
export function jqForTests(setup: Partial<JqSetup> = {}): ReturnType<typeof createJq> {
  const jq = createJq({ workerUrl, ...setup });
  afterAll(() => jq.close());
  return jq;
}
