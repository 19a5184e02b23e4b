import { fetchThroughProxies } from './backends/http/proxy.ts';
import { messageOf } from './core/error.ts';
import { expectBriefRun } from './jq/brief.ts';
import { createJq } from './jq/jq.ts';

// The Action's entry. jq's thread starts while the rest is still being loaded. Everything that is thrown ends up here
// and fails the job, so no failure looks like a success.
expectBriefRun();
const jq = createJq({ workerUrl: new URL('./jq-worker.mjs', import.meta.url) });
jq.start();
const toolkit = await import('@actions/core');
try {
  await fetchThroughProxies(process.env);
  const { runAction } = await import('./action/run-action.ts');
  await runAction({ toolkit, environment: process.env, jq, now: () => performance.now() });
} catch (error) {
  toolkit.setFailed(messageOf(error));
} finally {
  await jq.close();
}
