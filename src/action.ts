import * as toolkit from '@actions/core';
import { runAction } from './action/run.ts';
import { messageOf } from './core/error.ts';
import { createJq } from './jq/create.ts';

// The Action's entry. Whatever is thrown ends here, and the job fails: nothing may escape green.
try {
  const jq = createJq({ workerUrl: new URL('./jq-worker.mjs', import.meta.url) });
  await runAction({ toolkit, environment: process.env, jq, now: () => performance.now() });
  await jq.close();
} catch (error) {
  toolkit.setFailed(messageOf(error));
}
