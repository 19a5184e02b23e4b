import { isObject, type Json, type JsonObject, valueAt } from '../../core/json.ts';

/** An entry of the audit log, as the API answers it. */
export type AuditEntry = {
  identifier: string;
  action: string;
  resourceType: string;
  trigger: JsonObject;
  context: JsonObject;
  diff: { before: JsonObject | null; after: JsonObject | null };
};

/** One field that a change gave another value; undefined: it was not there. */
export type FieldChange = { path: string; before: Json | undefined; after: Json | undefined };

/** What the service keeps of every change beside it, and what says nothing to a reader. */
const meta = new Set(['createdAt', 'createdBy', 'updatedAt', 'updatedBy']);

/** The fields that differ, by their path; lists are compared as a whole. */
export function fieldChanges(before: Json | undefined, after: Json | undefined, path = ''): FieldChange[] {
  if (!isObject(before) || !isObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => path !== '' || !meta.has(name))
    .flatMap((name) => fieldChanges(before[name], after[name], path === '' ? name : `${path}.${name}`));
}

const verbs: Readonly<Record<string, string>> = {
  CREATE: 'created',
  UPDATE: 'changed',
  DELETE: 'deleted',
  TIMER_EXPIRED: 'expired',
};

/** What an entry says in its line: what was done, by whom, and to what. */
export function auditWords({ action, resourceType, trigger, context, diff }: AuditEntry) {
  const { userId } = isObject(trigger.by) ? trigger.by : {};
  const entity = [context.blueprint, context.entity].filter((part) => typeof part === 'string').join(' ');
  const run = valueAt(diff.after ?? diff.before ?? {}, 'id');
  const names: Readonly<Record<string, string>> = {
    entity,
    run: typeof run === 'string' ? run : '',
  };
  const own = context[resourceType];
  return {
    who: typeof userId === 'string' ? userId : 'the service',
    did: verbs[action] ?? action.toLowerCase(),
    kind: resourceType === 'action' ? 'automation' : resourceType,
    what: names[resourceType] ?? (typeof own === 'string' ? own : ''),
    at: String(trigger.at),
    origin: String(trigger.origin),
  };
}

/** The address of what an entry is about; null where there is no page of it. */
export function auditHref({ resourceType, context, diff }: AuditEntry): string | null {
  const part = (value: Json | undefined) => encodeURIComponent(String(value));
  if (resourceType === 'action' && diff.after !== null) return `/automations/${part(context.action)}`;
  if (resourceType === 'entity' && diff.after !== null)
    return `/catalog/${part(context.blueprint)}/${part(context.entity)}`;
  if (resourceType === 'run') return `/runs/${part(valueAt(diff.after ?? diff.before ?? {}, 'id'))}`;
  return null;
}
