import { isObject, type Json, type JsonObject, valueAt } from '../../json.ts';

/** The repository of a delivery. `push` has some timestamps as numbers, all other events as text. */
export function repositoryOf(payload: JsonObject): JsonObject | null {
  const { repository } = payload;
  if (!isObject(repository)) return null;
  const { created_at, pushed_at } = repository;
  return { ...repository, created_at: timeText(created_at), pushed_at: timeText(pushed_at) };
}

/** The branch that a push changed, with its latest commit as in GitHub's list of branches. */
export function branchOf(payload: JsonObject): JsonObject | null {
  const { ref, after, deleted, head_commit } = payload;
  const prefix = 'refs/heads/';
  if (typeof ref !== 'string' || !ref.startsWith(prefix)) return null;
  const name = ref.slice(prefix.length);
  const repository = String(valueAt(payload, 'repository', 'id'));
  return {
    id: `${repository}:${name}`,
    name,
    commit: { sha: after ?? null, ...(isObject(head_commit) && { commit: head_commit }) },
    pushed_at: timeText(valueAt(payload, 'repository', 'pushed_at')),
    deleted: deleted === true,
  };
}

/** The branch that was deleted or renamed, for which there is no push. */
export function deletedBranchOf(payload: JsonObject): JsonObject | null {
  const { ref, ref_type } = payload;
  if (ref_type !== 'branch' || typeof ref !== 'string') return null;
  return branchOf({ ...payload, ref: `refs/heads/${ref}`, after: null, deleted: true });
}

/** A pull request with the `status` that Port's GitHub app adds: open, closed or merged. */
export function pullRequestOf(payload: JsonObject): JsonObject | null {
  const pull = payload.pull_request;
  if (!isObject(pull)) return null;
  const merged = pull.merged === true || typeof pull.merged_at === 'string';
  return { ...pull, status: merged ? 'merged' : (pull.state ?? null) };
}

/** A release; it is also nested under `release` beside its `repo`, as in Port's GitHub app. */
export function releaseOf(payload: JsonObject): JsonObject | null {
  const { release, repository = null } = payload;
  return isObject(release) ? { ...release, release, repo: repository } : null;
}

/** A deployment, with its latest status if the delivery has one. */
export function deploymentOf(payload: JsonObject): JsonObject | null {
  const { deployment, deployment_status: status } = payload;
  if (!isObject(deployment)) return null;
  if (!isObject(status)) return deployment;
  return { ...deployment, deployment_status: status, status_at: status.updated_at ?? status.created_at ?? null };
}

/** Returns a function that gives the latest of the times in these fields, as text that sorts by time. */
export function newest(...fields: readonly string[]): (object: JsonObject) => string {
  return (object) => {
    const times = fields.flatMap((field) => {
      const value = object[field];
      const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      return isTime(time) ? [time] : [];
    });
    return new Date(Math.max(0, ...times)).toISOString();
  };
}

/** The order of the statuses of a workflow run within one attempt. */
const rank: Readonly<Record<string, number>> = { in_progress: 1, completed: 2 };

/** The position of a workflow run, by attempt and status; two of its states may have the same timestamp. */
export function runPosition(run: JsonObject): string {
  const attempt = typeof run.run_attempt === 'number' ? run.run_attempt : 1;
  return `${String(attempt).padStart(6, '0')} ${rank[String(run.status)] ?? 0} ${newest('updated_at')(run)}`;
}

function timeText(time: Json | undefined): Json {
  if (typeof time !== 'number') return time ?? null;
  return isTime(time * 1000) ? new Date(time * 1000).toISOString() : null;
}

/** The last time (ms) with a four-digit year; later ones would not sort correctly as text. */
const maxTimeMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function isTime(milliseconds: number): boolean {
  return milliseconds >= 0 && milliseconds <= maxTimeMs;
}
