import { createJq, type JqSetup } from '../../src/jq/jq.ts';
import { createPatientPool, sharedPool, workerUrl } from './patient-pool.ts';

type RealJq = ReturnType<typeof createJq>;

let shared: RealJq | undefined;

/** A real jq that all files of this worker share, with the results it remembers. */
export function jqForTests(): RealJq {
  shared ??= createJq({ workerUrl, pool: sharedPool() });
  return shared;
}

/** A real jq with settings and threads of its own, to be closed. */
export function openJq(setup: Partial<JqSetup>): RealJq {
  return createJq({ workerUrl, pool: createPatientPool(), ...setup });
}
