import { isObject, type Json, type JsonObject, valueAt } from '../../json.ts';
import {
  branchOf,
  deletedBranchOf,
  deploymentOf,
  newest,
  pullRequestOf,
  releaseOf,
  repositoryOf,
  runPosition,
} from './objects.ts';

/** A kind of GitHub object that mappings can name, and how webhooks report it. */
export type ObjectKind = {
  /** The `kind` in a mapping (Port's GitHub app). */
  name: string;
  /** Extracts the object as a mapping sees it, by the name of the webhook; null if the delivery has none. */
  from: Readonly<Record<string, (payload: JsonObject) => JsonObject | null>>;
  /** Webhook actions after which the object is deleted. */
  deletedBy?: readonly string[];
  /** True if a deleted object can come back under the same name, as a branch can. */
  returns?: true;
  /** A text that orders the states of an object: GitHub's own timestamps, because deliveries arrive in any order. */
  position(object: JsonObject): string;
};

/** A GitHub object as one delivery shows it. */
export type Observation = {
  kind: string;
  /** Identifies the object permanently, e.g. `pull-request:1296269`. */
  subject: string;
  /** The id of the repository that contains the object, or is the object; null if the delivery names none. */
  repository: string | null;
  object: JsonObject;
  deleted: boolean;
  /** Orders the observations of a subject, as text. */
  position: string;
};

const field =
  (name: string) =>
  (payload: JsonObject): JsonObject | null => {
    const value = payload[name];
    return isObject(value) ? value : null;
  };

/** Every supported kind. Mappings may name others, but those create no entities. */
export const kinds: readonly ObjectKind[] = [
  {
    name: 'repository',
    from: { repository: repositoryOf, push: repositoryOf },
    deletedBy: ['deleted'],
    position: newest('updated_at', 'pushed_at'),
  },
  { name: 'branch', from: { push: branchOf, delete: deletedBranchOf }, returns: true, position: newest('pushed_at') },
  { name: 'pull-request', from: { pull_request: pullRequestOf }, position: newest('updated_at') },
  {
    name: 'issue',
    from: { issues: field('issue') },
    deletedBy: ['deleted', 'transferred'],
    position: newest('updated_at'),
  },
  { name: 'workflow', from: { workflow_run: field('workflow') }, position: newest('updated_at') },
  { name: 'workflow-run', from: { workflow_run: field('workflow_run') }, position: runPosition },
  {
    name: 'release',
    from: { release: releaseOf },
    deletedBy: ['deleted'],
    position: newest('updated_at', 'published_at', 'created_at'),
  },
  {
    name: 'deployment',
    from: { deployment: deploymentOf, deployment_status: deploymentOf },
    position: newest('updated_at', 'status_at'),
  },
];

/** The webhooks that the kinds are extracted from. */
export const catalogWebhooks: readonly string[] = [...new Set(kinds.flatMap(({ from }) => Object.keys(from)))].sort();

/** Extracts the observations from a delivery, one per kind. */
export function observations(webhook: string, payload: JsonObject): Observation[] {
  return kinds.flatMap((kind) => {
    const object = kind.from[webhook]?.(payload) ?? null;
    if (object === null) return [];
    const deleted = (kind.deletedBy ?? []).includes(String(payload.action)) || object.deleted === true;
    return [observation(kind, withRepository(object, payload), deleted, repositoryId(payload))];
  });
}

/** The id of the repository that a delivery reports as deleted, with everything in it; otherwise null. */
export function deletedRepository(webhook: string, payload: JsonObject): string | null {
  return webhook === 'repository' && payload.action === 'deleted' ? repositoryId(payload) : null;
}

function repositoryId(payload: JsonObject): string | null {
  const id = valueAt(payload, 'repository', 'id');
  return typeof id === 'number' ? String(id) : null;
}

function observation(kind: ObjectKind, object: JsonObject, deleted: boolean, repository: string | null): Observation {
  // At equal times, the deletion comes last. Objects that can come back keep the order of the deliveries.
  const position = kind.returns ? kind.position(object) : `${kind.position(object)} ${deleted ? 1 : 0}`;
  const subject = `${kind.name}:${String(object.id ?? object.name)}`;
  return { kind: kind.name, subject, repository, object, deleted, position };
}

/**
 * Adds the repository under the names that mappings use: `repo` (Port's GitHub app) and `__repository` (its successor).
 */
function withRepository(object: JsonObject, payload: JsonObject): JsonObject {
  const name: Json = valueAt(payload, 'repository', 'name') ?? null;
  const organization: Json = valueAt(payload, 'repository', 'owner', 'login') ?? null;
  return { repo: name, ...object, __repository: name, __organization: organization };
}
