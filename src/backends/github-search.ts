import { dispatchInputs } from '../core/dispatch-inputs.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../core/json.ts';
import type { Outcome } from '../core/run.ts';
import { describeWorkflowRun, readWorkflowRun, type WorkflowRunReport } from '../core/workflow-run.ts';
import type { Call } from './backend.ts';
import { rateLimitWait, reasonOf } from './github-limits.ts';
import { reportsStatus, type WorkflowPlace, workflowPlace } from './github-method.ts';

const runsRoute = 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs';

/** How far our clock and GitHub's may differ, ms. */
const clockSkew = 60_000;

/** How long GitHub may take to list a run that it started, ms; before that an empty list proves nothing. */
const settling = 60_000;

/** GitHub lists no more than a thousand runs to a filter. */
const maximumPages = 10;

type Candidate = { report: WorkflowRunReport; title: string };

/**
 * Finds the workflow run that a dispatch without a clear answer started. A run counts only when our App started it, by
 * dispatch, on that branch and since then, and it belongs to no other run of ours. One whose title holds our run's id is
 * certain; otherwise it must be the only one, with no other run's dispatch in doubt.
 */
export async function searchWorkflowRun(call: Call & { sentAt: number }, target: string): Promise<Outcome | null> {
  const { claims, now } = call.services;
  const since = call.sentAt - clockSkew;
  const listed = await listRuns(call, since);
  if ('outcome' in listed) return listed.outcome;
  const taken = await claims.taken(listed.candidates.map(({ report }) => report.externalId));
  const free = listed.candidates.filter(({ report }) => !taken.includes(report.externalId));
  const named = free.filter(({ title }) => title.includes(call.runId));
  if (named[0] && named.length === 1) return found(call, named[0].report);
  const [only, ...more] = free;
  if (only === undefined) {
    return now() - call.sentAt < settling ? undecided('GitHub lists no such run yet; it may still appear.') : null;
  }
  if (await claims.contested(call.runId, target, since)) {
    return undecided(
      'Another automation has an unclear dispatch of this repository, so its runs cannot be told apart.',
    );
  }
  if (more.length > 0) {
    const links = free.slice(0, 5).map(({ report }) => report.link);
    return undecided(`${free.length} workflow runs could be the one that was started: ${links.join(', ')}.`);
  }
  return found(call, only.report);
}

async function listRuns(call: Call, since: number): Promise<{ candidates: Candidate[] } | { outcome: Outcome }> {
  const { github } = call.services;
  const place = workflowPlace(call.method);
  const asked = dispatchInputs(call.method.workflowInputs);
  if (github === null || 'problem' in place || 'problem' in asked) {
    return {
      outcome: undecided('The dispatch cannot be looked for: its repository or workflow is not known any more.'),
    };
  }
  const actor = await github.login();
  const branch = asked.ref ?? (await github.defaultBranch(place.owner, place.repo, { signal: call.signal }));
  if (actor === null || (typeof branch !== 'string' && branch.type !== 'branch')) {
    return { outcome: undecided('GitHub did not answer what is needed to look for the dispatch.') };
  }
  const filter: JsonObject = {
    workflow_id: place.workflow,
    actor,
    branch: (typeof branch === 'string' ? branch : branch.name).replace(/^refs\/(heads|tags)\//, ''),
    event: 'workflow_dispatch',
    created: `>=${new Date(since).toISOString().slice(0, 19)}Z`,
    per_page: 100,
  };
  const candidates: Candidate[] = [];
  for (let page = 1; page <= maximumPages; page += 1) {
    const result = await github.request(place.owner, place.repo, runsRoute, { ...filter, page }, call.signal);
    if (result.type !== 'answer') return { outcome: undecided(result.message) };
    if (result.status !== 200) {
      const wait = rateLimitWait(result, call.services.now());
      const pause = wait === null ? '' : ` It asks to wait ${wait} seconds.`;
      return { outcome: undecided(`GitHub did not list the workflow's runs: ${reasonOf(result)}.${pause}`) };
    }
    const runs = valueAt(result.data, 'workflow_runs');
    const read = Array.isArray(runs) ? runs : [];
    candidates.push(...read.flatMap((run) => candidate(run, place, actor, since)));
    if (read.length < 100) break;
  }
  return { candidates };
}

/** Checks again what the filter asked for: an older server may not know a filter, and ignores it then. */
function candidate(run: Json, place: WorkflowPlace, actor: string, since: number): Candidate[] {
  const report = readWorkflowRun(place.owner, place.repo, run);
  if (report === null || !isObject(run)) return [];
  const created = typeof run.created_at === 'string' ? Date.parse(run.created_at) : Number.NaN;
  const ours = valueAt(run, 'actor', 'login') === actor && run.event === 'workflow_dispatch';
  // GitHub's times have whole seconds.
  if (!ours || !(created >= Math.floor(since / 1000) * 1000)) return [];
  const title = run.display_title ?? run.name;
  return [{ report, title: typeof title === 'string' ? title : '' }];
}

function found(call: Call, report: WorkflowRunReport): Outcome {
  const { externalId, link } = report;
  const message = `Found the workflow run that the dispatch had started. ${describeWorkflowRun(report)}.`;
  const followed = reportsStatus(call.method.reportWorkflowStatus) && { followAfter: 1 };
  return { type: 'accepted', message, externalId, link, ...followed };
}

const undecided = (message: string): Outcome => ({ type: 'unknown', message });
