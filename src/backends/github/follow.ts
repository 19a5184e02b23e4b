import type { Outcome } from '../../core/run/run.ts';
import { describeWorkflowRun, parseExternalId, readWorkflowRun, resultOf } from '../../core/workflow/workflow-run.ts';
import type { Call } from '../backend.ts';
import { followPause } from '../started/follow-pause.ts';
import { rateLimitWait, reasonOf } from './limits.ts';

const runRoute = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';

/** GitHub ends a workflow run after 35 days; what is older than that will never report, ms. */
const longestRun = 35 * 24 * 3_600_000;

/** How long a run that was just started may still be missing, ms. */
const appearing = 10 * 60_000;

/** Asks GitHub how a workflow run stands; the safety net for a `workflow_run` webhook that did not come. */
export async function followWorkflowRun(call: Call & { externalId: string }): Promise<Outcome> {
  const { github, now } = call.services;
  const place = parseExternalId(call.externalId);
  if (github === null || place === null) {
    return { type: 'rejected', message: 'The workflow run cannot be followed: no GitHub App is configured for it.' };
  }
  const age = now() - call.createdAt;
  const result = await github.request(place.owner, place.repo, runRoute, { run_id: place.runId }, call.signal);
  if (result.type === 'answer' && result.status === 200) {
    const report = readWorkflowRun(place.owner, place.repo, result.data);
    if (report !== null) {
      const ended = resultOf(report);
      const message = describeWorkflowRun(report);
      const { externalId, link } = report;
      if (ended === 'SUCCESS') return { type: 'succeeded', message, link, externalId };
      if (ended === 'FAILURE') return { type: 'rejected', message: `${message}. See ${link}` };
      if (age <= longestRun) return { type: 'accepted', message, link, externalId, followAfter: followPause(age) };
    }
  }
  if (result.type === 'no-installation')
    return { type: 'rejected', message: `${result.message} The workflow run cannot be followed.` };
  if (result.type === 'answer' && result.status === 404 && age > appearing) {
    return { type: 'rejected', message: 'GitHub has no such workflow run any more, so its end cannot be known.' };
  }
  if (age > longestRun) {
    return { type: 'rejected', message: 'GitHub reported no end within the 35 days that a workflow may run.' };
  }
  const wait = result.type === 'answer' ? rateLimitWait(result, now()) : null;
  const reason =
    result.type === 'answer' ? `GitHub did not show the workflow run: ${reasonOf(result)}` : result.message;
  return {
    type: 'accepted',
    message: reason,
    externalId: call.externalId,
    followAfter: Math.max(wait ?? 0, followPause(age)),
    trouble: true,
  };
}
