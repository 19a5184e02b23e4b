import { isObject, type Json, type JsonObject, valueAt } from '../../core/json.ts';
import { actorWords } from './actor-words.ts';
import { changeDeed, isChange } from './change-words.ts';

/** An entry of the audit log, as returned by the API. */
export type AuditEntry = {
  identifier: string;
  action: string;
  resourceType: string;
  trigger: JsonObject;
  context: JsonObject;
  diff: { before: JsonObject | null; after: JsonObject | null };
};

/** One field that a change modified; undefined: it was absent. */
export type AuditFieldChange = { path: string; before: Json | undefined; after: Json | undefined };

/** What the service keeps of every change beside it, and what says nothing to a reader. */
const meta = new Set(['createdAt', 'createdBy', 'updatedAt', 'updatedBy']);

/** The fields that differ, by their path; lists are compared as a whole. */
export function fieldChanges(before: Json | undefined, after: Json | undefined, path = ''): AuditFieldChange[] {
  if (!isObject(before) || !isObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => path !== '' || !meta.has(name))
    .flatMap((name) => fieldChanges(before[name], after[name], path === '' ? name : `${path}.${name}`));
}

const kinds: Readonly<Record<string, string>> = {
  action: 'automation',
  bulk: 'bulk job',
  pull_request: 'pull request',
};

/** The line of an entry: what was done, by whom, and to what. */
export function auditWords({ action, resourceType, trigger, context, diff }: AuditEntry) {
  const entity = [context.blueprint, context.entity].filter((part) => typeof part === 'string').join(' ');
  const own = ownName({ resourceType, context, diff });
  const kind = kinds[resourceType] ?? resourceType;
  const what = resourceType === 'entity' ? entity : typeof own === 'string' ? own : '';
  // What an operator did comes with a sentence of its own.
  const message = valueAt(diff.after ?? {}, 'message');
  const isOperation = !isChange(action) && typeof message === 'string';
  return {
    who: actorWords(isObject(trigger.by) ? trigger.by : {}),
    deed: isOperation
      ? `${message.charAt(0).toLowerCase()}${message.slice(1)}`
      : `${changeDeed(action)} the ${kind} ${what}`,
    kind,
    at: String(trigger.at),
    origin: String(trigger.origin),
  };
}

/** The subject of an entry as people know it: a client has a name in addition to its id. */
function ownName({ resourceType, context, diff }: Pick<AuditEntry, 'resourceType' | 'context' | 'diff'>) {
  if (resourceType === 'run') return runOf({ context, diff });
  const name = resourceType === 'client' ? valueAt(diff.after ?? diff.before ?? {}, 'name') : undefined;
  return name ?? context[resourceType];
}

function runOf({ context, diff }: Pick<AuditEntry, 'context' | 'diff'>): Json | undefined {
  return valueAt(diff.after ?? diff.before ?? {}, 'id') ?? context.runId ?? undefined;
}

/** The address of an entry's subject; null if there is no page for it. */
export function auditHref({ resourceType, context, diff }: AuditEntry): string | null {
  const part = (value: Json | undefined) => encodeURIComponent(String(value));
  if (resourceType === 'action' && diff.after !== null) return `/automations/${part(context.action)}`;
  if (resourceType === 'entity' && diff.after !== null)
    return `/catalog/${part(context.blueprint)}/${part(context.entity)}`;
  if (resourceType === 'run') return `/runs/${part(runOf({ context, diff }))}`;
  if (resourceType === 'event') return `/events/${part(context.event)}`;
  if (resourceType === 'target') return '/targets';
  if (resourceType === 'client') return '/clients';
  return null;
}
