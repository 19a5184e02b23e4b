import { isObject, type Json, type JsonObject, valueAt } from '../json.ts';

/** The state of a workflow run in a response or webhook from GitHub. */
export type WorkflowRunReport = {
  externalId: string;
  /** The attempt, starting at 1; a re-run is the next attempt of the same run. */
  attempt: number;
  status: WorkflowRunStatus;
  /** Why it ended (`success`, `failure`, `cancelled` …); null before that. */
  conclusion: string | null;
  link: string;
  /** When GitHub last changed it, in ms since the epoch. */
  updatedAt: number;
};

/** GitHub's statuses in three steps; everything before the first job starts is `queued`. */
export type WorkflowRunStatus = 'queued' | 'in_progress' | 'completed';

/** The order of the statuses within one attempt. */
const rank = { queued: 0, in_progress: 1, completed: 2 } as const satisfies Record<WorkflowRunStatus, number>;

/** The conclusions that count as success, as in Port's integrations. */
const successes: readonly (string | null)[] = ['success', 'skipped', 'neutral'];

/** Owner and repository are single path segments, not `..`. */
const idForm = /^gh_(?!\.{1,2}\/)([A-Za-z0-9_.-]{1,100})\/(?!\.{1,2}\/)([A-Za-z0-9_.-]{1,100})\/([0-9]{1,15})$/;

/** The external id of a run: `gh_<owner>/<repo>/<run id>`, in lower case because GitHub ignores case. */
export function externalIdOf(owner: string, repo: string, runId: number): string {
  return `gh_${owner.toLowerCase()}/${repo.toLowerCase()}/${runId}`;
}

/**
 * The key for looking up an external id. A workflow run keeps its number when its repository is renamed or transferred,
 * so only the number counts; any other id counts as a whole.
 */
export function externalKeyOf(externalId: string): string {
  return externalId.replace(/^gh_.*\//s, 'gh_');
}

/** Parses an external id; null if it is not from a workflow run. */
export function parseExternalId(text: string): { owner: string; repo: string; runId: number } | null {
  const [, owner, repo, runId] = idForm.exec(text) ?? [];
  if (owner === undefined || repo === undefined || runId === undefined) return null;
  return { owner, repo, runId: Number(runId) };
}

/** Reads a workflow run from GitHub's REST API or a webhook; null if it is not one. */
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

/** Reads a `workflow_run` webhook about a dispatched run; null for any other. */
export function reportOf(payload: JsonObject): WorkflowRunReport | null {
  const owner = valueAt(payload, 'repository', 'owner', 'login');
  const repo = valueAt(payload, 'repository', 'name');
  if (typeof owner !== 'string' || typeof repo !== 'string') return null;
  if (valueAt(payload, 'workflow_run', 'event') !== 'workflow_dispatch') return null;
  return readWorkflowRun(owner, repo, valueAt(payload, 'workflow_run'));
}

/**
 * Whether a report advances a run. Webhooks arrive late, twice and in any order: only a later attempt, or a later
 * status of the same attempt, counts.
 */
export function isNewer(
  report: Pick<WorkflowRunReport, 'attempt' | 'status'>,
  seen: Pick<WorkflowRunReport, 'attempt' | 'status'> | null,
): boolean {
  if (seen === null || report.attempt > seen.attempt) return true;
  return report.attempt === seen.attempt && rank[report.status] > rank[seen.status];
}

/** The result of a run; null while it is running (also for a `completed` without a conclusion). */
export function resultOf(report: Pick<WorkflowRunReport, 'status' | 'conclusion'>): 'SUCCESS' | 'FAILURE' | null {
  if (report.status !== 'completed' || report.conclusion === null) return null;
  return successes.includes(report.conclusion) ? 'SUCCESS' : 'FAILURE';
}

/** Describes a workflow run in one sentence, for the log and summary of the run. */
export function describeWorkflowRun({ status, conclusion, attempt }: WorkflowRunReport): string {
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  if (status === 'completed') return `Workflow completed: ${conclusion ?? 'no conclusion yet'}${again}`;
  return `Workflow ${status === 'in_progress' ? 'is running' : 'is queued'}${again}`;
}
