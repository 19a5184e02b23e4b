import { isObject, type Json, type JsonObject, valueAt } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import { dispatchInputs } from '../../core/workflow/dispatch-inputs.ts';
import { describeWorkflowRun, readWorkflowRun, type WorkflowRunReport } from '../../core/workflow/workflow-run.ts';
import type { Call } from '../backend.ts';
import { chooseStarted, clockSkew, type StartedCandidate, undecided } from '../started/choose-started.ts';
import { reportsStatus, type WorkflowPlace, workflowPlace } from './method.ts';
import { rateLimitWait, reasonOf } from './rate-limit.ts';

const runsRoute = 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs';

/** GitHub lists at most a thousand runs for a filter. */
const maxPages = 10;

type StartedRun = StartedCandidate & { report: WorkflowRunReport };

/**
 * Finds the workflow run that a dispatch without a clear answer started. A run counts only if our App dispatched it on
 * that branch since then and it belongs to no other run. One with our run's id in its title is certain; otherwise it
 * must be the only candidate, with no other run's dispatch in doubt.
 */
export async function searchWorkflowRun(call: Call & { sentAt: number }, target: string): Promise<Outcome | null> {
  const listed = await listRuns(call, call.sentAt - clockSkew);
  if ('outcome' in listed) return listed.outcome;
  const choice = await chooseStarted(call, target, 'workflow runs', listed.candidates);
  if (choice.type === 'nothing') return null;
  return choice.type === 'found' ? found(call, choice.candidate.report) : undecided(choice.message);
}

async function listRuns(call: Call, since: number): Promise<{ candidates: StartedRun[] } | { outcome: Outcome }> {
  const { github } = call.services;
  const place = workflowPlace(call.method);
  const asked = dispatchInputs(call.method.workflowInputs);
  if (github === null || 'problem' in place || 'problem' in asked) {
    return {
      outcome: undecided(
        'The workflow run cannot be searched for, because its repository or workflow is no longer known.',
      ),
    };
  }
  const actor = await github.login();
  const branch = asked.ref ?? (await github.defaultBranch(place.owner, place.repo, { signal: call.signal }));
  if (actor === null || (typeof branch !== 'string' && branch.type !== 'branch')) {
    return { outcome: undecided('GitHub did not return what is needed to find the workflow run.') };
  }
  const filter: JsonObject = {
    workflow_id: place.workflow,
    actor,
    branch: (typeof branch === 'string' ? branch : branch.name).replace(/^refs\/(heads|tags)\//, ''),
    event: 'workflow_dispatch',
    created: `>=${new Date(since).toISOString().slice(0, 19)}Z`,
    per_page: 100,
  };
  const candidates: StartedRun[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const result = await github.request(place.owner, place.repo, runsRoute, { ...filter, page }, call.signal);
    if (result.type !== 'answer') return { outcome: undecided(result.message) };
    if (result.status !== 200) {
      const wait = rateLimitWait(result, call.services.now());
      const pause = wait === null ? '' : ` It asks to wait ${wait} seconds.`;
      return { outcome: undecided(`GitHub did not list the workflow's runs: ${reasonOf(result)}.${pause}`) };
    }
    const runs = valueAt(result.data, 'workflow_runs');
    const read = Array.isArray(runs) ? runs : [];
    candidates.push(...read.flatMap((run) => candidate(run, place, actor, since, call.runId)));
    if (read.length < 100) break;
  }
  return { candidates };
}

/**
 * Reads a run as a candidate. Checks the filter's conditions again, because an older server ignores filters it does not
 * know.
 */
function candidate(run: Json, place: WorkflowPlace, actor: string, since: number, runId: string): StartedRun[] {
  const report = readWorkflowRun(place.owner, place.repo, run);
  if (report === null || !isObject(run)) return [];
  const created = typeof run.created_at === 'string' ? Date.parse(run.created_at) : Number.NaN;
  const ours = valueAt(run, 'actor', 'login') === actor && run.event === 'workflow_dispatch';
  // GitHub's timestamps have a resolution of one second.
  if (!ours || !(created >= Math.floor(since / 1000) * 1000)) return [];
  const title = run.display_title ?? run.name;
  const named = typeof title === 'string' && title.includes(runId) ? true : null;
  return [{ report, externalId: report.externalId, link: report.link, named }];
}

function found(call: Call, report: WorkflowRunReport): Outcome {
  const { externalId, link } = report;
  const message = `Found the workflow run that the dispatch had started. ${describeWorkflowRun(report)}.`;
  const followed = reportsStatus(call.method.reportWorkflowStatus) && { followAfter: 1 };
  return { type: 'accepted', message, externalId, link, ...followed };
}
