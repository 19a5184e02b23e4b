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

/** One kind of thing on GitHub that mappings name, and how webhooks speak of it. */
export type Kind = {
  /** As `kind` of a mapping writes it (Port's GitHub app). */
  name: string;
  /** The thing as a mapping sees it, by the name of the webhook; null when this delivery is not about one. */
  from: Readonly<Record<string, (payload: JsonObject) => JsonObject | null>>;
  /** Actions of a webhook after which the thing is gone. */
  gone?: readonly string[];
  /** True when a thing that is gone can come back under its name, as a branch can. */
  returns?: true;
  /** What orders two states of one thing, as text: GitHub's own times, for deliveries come in any order. */
  position(thing: JsonObject): string;
};

/** A thing on GitHub as one delivery shows it. */
export type Sighting = {
  kind: string;
  /** Names the thing for good, e.g. `pull-request:1296269`. */
  subject: string;
  /** The id of the repository that it is in, or is; null where the delivery names none. */
  repository: string | null;
  thing: JsonObject;
  /** True when it is gone. */
  gone: boolean;
  /** Orders the sightings of one subject, as text. */
  position: string;
};

const field =
  (name: string) =>
  (payload: JsonObject): JsonObject | null => {
    const value = payload[name];
    return isObject(value) ? value : null;
  };

/** Every kind that webhooks bring; a mapping may name others, which stay without entities. */
export const kinds: readonly Kind[] = [
  {
    name: 'repository',
    from: { repository: repositoryOf, push: repositoryOf },
    gone: ['deleted'],
    position: newest('updated_at', 'pushed_at'),
  },
  { name: 'branch', from: { push: branchOf, delete: deletedBranchOf }, returns: true, position: newest('pushed_at') },
  { name: 'pull-request', from: { pull_request: pullRequestOf }, position: newest('updated_at') },
  { name: 'issue', from: { issues: field('issue') }, gone: ['deleted', 'transferred'], position: newest('updated_at') },
  { name: 'workflow', from: { workflow_run: field('workflow') }, position: newest('updated_at') },
  { name: 'workflow-run', from: { workflow_run: field('workflow_run') }, position: runPosition },
  {
    name: 'release',
    from: { release: releaseOf },
    gone: ['deleted'],
    position: newest('updated_at', 'published_at', 'created_at'),
  },
  {
    name: 'deployment',
    from: { deployment: deploymentOf, deployment_status: deploymentOf },
    position: newest('updated_at', 'status_at'),
  },
];

/** The webhooks that the kinds are read from. */
export const catalogWebhooks: readonly string[] = [...new Set(kinds.flatMap(({ from }) => Object.keys(from)))].sort();

/** What a delivery shows: one sighting for each kind that it speaks of. */
export function sightings(webhook: string, payload: JsonObject): Sighting[] {
  return kinds.flatMap((kind) => {
    const thing = kind.from[webhook]?.(payload) ?? null;
    if (thing === null) return [];
    const gone = (kind.gone ?? []).includes(String(payload.action)) || thing.deleted === true;
    return [sighting(kind, addressed(thing, payload), gone, repositoryId(payload))];
  });
}

/** The repository that a delivery takes away with all that is in it; null when it takes none. */
export function goneRepository(webhook: string, payload: JsonObject): string | null {
  return webhook === 'repository' && payload.action === 'deleted' ? repositoryId(payload) : null;
}

function repositoryId(payload: JsonObject): string | null {
  const id = valueAt(payload, 'repository', 'id');
  return typeof id === 'number' ? String(id) : null;
}

function sighting(kind: Kind, thing: JsonObject, gone: boolean, repository: string | null): Sighting {
  // Of two states with one time, the end comes last; what can come back is in the order of the deliveries.
  const position = kind.returns ? kind.position(thing) : `${kind.position(thing)} ${gone ? 1 : 0}`;
  const subject = `${kind.name}:${String(thing.id ?? thing.name)}`;
  return { kind: kind.name, subject, repository, thing, gone, position };
}

/** Adds where it belongs under the names that mappings use: `repo` (Port's GitHub app), `__repository` (its successor). */
function addressed(thing: JsonObject, payload: JsonObject): JsonObject {
  const name: Json = valueAt(payload, 'repository', 'name') ?? null;
  const organization: Json = valueAt(payload, 'repository', 'owner', 'login') ?? null;
  return { repo: name, ...thing, __repository: name, __organization: organization };
}
