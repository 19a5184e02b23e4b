import type { Outcome } from '../../core/run/run.ts';
import { describeWorkflowRun, parseExternalId, readWorkflowRun, resultOf } from '../../core/workflow/workflow-run.ts';
import type { Call } from '../backend.ts';
import { followProgress } from '../started/follow-progress.ts';
import { rateLimitWait, reasonOf } from './rate-limit.ts';

const runRoute = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';

/** GitHub ends every workflow run after this many days. */
const maxDays = 35;

/** Asks GitHub for the state of a workflow run, in case its `workflow_run` webhook did not arrive. */
export async function followWorkflowRun(call: Call & { externalId: string }): Promise<Outcome> {
  const { github, now } = call.services;
  const place = parseExternalId(call.externalId);
  if (github === null || place === null) {
    return { type: 'rejected', message: 'The workflow run cannot be followed: no GitHub App is configured for it.' };
  }
  const { isDue, waiting, trouble } = followProgress(call, { system: 'GitHub', maxDays });
  const result = await github.request(place.owner, place.repo, runRoute, { run_id: place.runId }, call.signal);
  if (result.type === 'answer' && result.status === 200) {
    const report = readWorkflowRun(place.owner, place.repo, result.data);
    if (report !== null) {
      const ended = resultOf(report);
      const message = describeWorkflowRun(report);
      const { externalId, link } = report;
      if (ended === 'SUCCESS') return { type: 'succeeded', message, link, externalId };
      if (ended === 'FAILURE') return { type: 'rejected', message: `${message}. See ${link}` };
      const progress = waiting(message);
      return progress.type === 'accepted' ? { ...progress, link, externalId } : progress;
    }
  }
  if (result.type === 'no-installation')
    return { type: 'rejected', message: `${result.message} The workflow run cannot be followed.` };
  if (result.type === 'answer' && result.status === 404 && isDue) {
    return { type: 'rejected', message: 'GitHub no longer has this workflow run, so its outcome is unknown.' };
  }
  if (result.type !== 'answer') return trouble(result.message);
  return trouble(`GitHub did not show the workflow run: ${reasonOf(result)}`, rateLimitWait(result, now()) ?? 0);
}
