import { isObject, type Json, type JsonObject, valueAt } from '../json.ts';

/** A workflow run on GitHub as one answer or one webhook shows it. */
export type WorkflowRunReport = {
  externalId: string;
  /** 1 for the first; a re-run is the same run with the next attempt. */
  attempt: number;
  status: WorkflowRunStatus;
  /** Why it ended (`success`, `failure`, `cancelled` …); null before that. */
  conclusion: string | null;
  link: string;
  /** When GitHub last changed it, ms since the epoch. */
  updatedAt: number;
};

/** GitHub's statuses in three steps: everything before the first job starts is `queued`. */
export type WorkflowRunStatus = 'queued' | 'in_progress' | 'completed';

/** The order in which one attempt can reach its statuses. */
const rank = { queued: 0, in_progress: 1, completed: 2 } as const satisfies Record<WorkflowRunStatus, number>;

/** The conclusions that count as success, as Port's integrations have it. */
const successes: readonly (string | null)[] = ['success', 'skipped', 'neutral'];

/** Owner and repository each stay one segment of a path: no `..`. */
const idForm = /^gh_(?!\.{1,2}\/)([A-Za-z0-9_.-]{1,100})\/(?!\.{1,2}\/)([A-Za-z0-9_.-]{1,100})\/([0-9]{1,15})$/;

/** What a run keeps as its external id: `gh_<owner>/<repo>/<run id>`, in small letters because GitHub ignores case. */
export function externalIdOf(owner: string, repo: string, runId: number): string {
  return `gh_${owner.toLowerCase()}/${repo.toLowerCase()}/${runId}`;
}

/**
 * What an external id is looked up by. A workflow run keeps its number when its repository is renamed, transferred or
 * named by a former name, so the number alone counts; any other id counts as a whole.
 */
export function externalKeyOf(externalId: string): string {
  return externalId.replace(/^gh_.*\//s, 'gh_');
}

/** The parts of an external id, or null when the text is not one of ours. */
export function parseExternalId(text: string): { owner: string; repo: string; runId: number } | null {
  const [, owner, repo, runId] = idForm.exec(text) ?? [];
  if (owner === undefined || repo === undefined || runId === undefined) return null;
  return { owner, repo, runId: Number(runId) };
}

/** Reads a workflow run as GitHub's REST API and webhooks write it; null when it is not one. */
export function readWorkflowRun(owner: string, repo: string, run: Json | undefined): WorkflowRunReport | null {
  if (!isObject(run)) return null;
  const { id, run_attempt, status, conclusion, html_url, updated_at } = run;
  if (typeof id !== 'number' || typeof status !== 'string') return null;
  const updatedAt = typeof updated_at === 'string' ? Date.parse(updated_at) : Number.NaN;
  return {
    externalId: externalIdOf(owner, repo, id),
    attempt: typeof run_attempt === 'number' ? run_attempt : 1,
    status: status === 'completed' || status === 'in_progress' ? status : 'queued',
    conclusion: typeof conclusion === 'string' ? conclusion : null,
    link: typeof html_url === 'string' ? html_url : `https://github.com/${owner}/${repo}/actions/runs/${id}`,
    updatedAt: Number.isNaN(updatedAt) ? 0 : updatedAt,
  };
}

/** What a `workflow_run` webhook says about a run that somebody dispatched; null when it says nothing of the kind. */
export function reportOf(payload: JsonObject): WorkflowRunReport | null {
  const owner = valueAt(payload, 'repository', 'owner', 'login');
  const repo = valueAt(payload, 'repository', 'name');
  if (typeof owner !== 'string' || typeof repo !== 'string') return null;
  if (valueAt(payload, 'workflow_run', 'event') !== 'workflow_dispatch') return null;
  return readWorkflowRun(owner, repo, valueAt(payload, 'workflow_run'));
}

/**
 * Whether a report moves a run forward. Webhooks come late, twice and in any order: only a later attempt, or a later
 * status of the same attempt, counts.
 */
export function isNewer(
  report: Pick<WorkflowRunReport, 'attempt' | 'status'>,
  seen: Pick<WorkflowRunReport, 'attempt' | 'status'> | null,
): boolean {
  if (seen === null || report.attempt > seen.attempt) return true;
  return report.attempt === seen.attempt && rank[report.status] > rank[seen.status];
}

/** How the run ended, or null while it has not (also for a `completed` that lacks its conclusion). */
export function resultOf(report: Pick<WorkflowRunReport, 'status' | 'conclusion'>): 'SUCCESS' | 'FAILURE' | null {
  if (report.status !== 'completed' || report.conclusion === null) return null;
  return successes.includes(report.conclusion) ? 'SUCCESS' : 'FAILURE';
}

/** One sentence for the run's log and summary. */
export function describeWorkflowRun({ status, conclusion, attempt }: WorkflowRunReport): string {
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  if (status === 'completed') return `Workflow completed: ${conclusion ?? 'no conclusion yet'}${again}`;
  return `Workflow ${status === 'in_progress' ? 'is running' : 'is queued'}${again}`;
}
