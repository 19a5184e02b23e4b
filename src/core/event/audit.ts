import { isObject, type Json, type JsonObject, valueAt } from '../json.ts';
import type { Event } from './event.ts';

/** The source of an audit log entry; `runId` is the run that caused the event, or null. */
export type AuditSource = { event: Event; runId: string | null };

/**
 * A change that is not an event, such as a change to a definition or an operator's action. `at` in ms since the epoch.
 */
export type AuditRecord = {
  id: string;
  at: number;
  /** The kind of what changed, in Port's words: automations are actions. */
  resource: string;
  /** Which one changed. */
  identifier: string;
  /** What was done, such as `UPDATE`. */
  action: string;
  by: string;
  /** How it was done, such as `API` or `SYNC`. */
  origin: string;
  before: JsonObject | null;
  after: JsonObject | null;
};

/** A filter for audit log entries; an absent field filters nothing. Times are in ms since the epoch. */
export type AuditFilter = {
  identifier?: string;
  entity?: string;
  blueprint?: string;
  runId?: string;
  /** The identifier of an automation. */
  automation?: string;
  action?: string;
  status?: string;
  origins?: readonly string[];
  resources?: readonly string[];
  from?: number;
  to?: number;
};

/**
 * Converts an event to an entry of Port's audit log. Port documents the parameters of `GET /v1/audit-log` and the names
 * of the fields, but not their structure; this is the one of its changelog events.
 */
export function auditEntry({ event, runId }: AuditSource): JsonObject {
  const entity = event.resourceType === 'entity';
  return {
    identifier: event.id,
    action: event.action,
    resourceType: event.resourceType,
    status: 'SUCCESS',
    trigger: event.trigger as unknown as Json,
    context: {
      blueprint: entity ? event.context.blueprintIdentifier : null,
      entity: entity ? event.context.entityIdentifier : null,
      runId: runId ?? (entity ? null : (valueAt(event.diff.after ?? event.diff.before ?? {}, 'id') ?? null)),
    },
    diff: { before: event.diff.before ?? null, after: event.diff.after ?? null },
  };
}

/** Converts a change that is not an event to an entry of the audit log. */
export function recordEntry(record: AuditRecord, orgId: string): JsonObject {
  const { id, at, resource, identifier, action, by, origin, before, after } = record;
  return {
    identifier: id,
    action,
    resourceType: resource,
    status: 'SUCCESS',
    trigger: { by: { orgId, userId: by }, origin, at: new Date(at).toISOString() },
    context: { blueprint: null, entity: null, runId: resource === 'run' ? identifier : null, [resource]: identifier },
    diff: { before, after },
  };
}

/** Whether an entry passes the filter. */
export function isAudited(entry: JsonObject, filter: AuditFilter): boolean {
  const context = isObject(entry.context) ? entry.context : {};
  const same = (wanted: string | undefined, value: Json | undefined) => wanted === undefined || wanted === value;
  const among = (wanted: readonly string[] | undefined, value: Json | undefined) =>
    wanted === undefined || (typeof value === 'string' && wanted.includes(value));
  const at = Date.parse(String(valueAt(entry, 'trigger', 'at')));
  return (
    same(filter.identifier, entry.identifier) &&
    same(filter.entity, context.entity) &&
    same(filter.blueprint, context.blueprint) &&
    same(filter.runId, context.runId) &&
    same(filter.automation, context.action) &&
    same(filter.action, entry.action) &&
    same(filter.status, entry.status) &&
    among(filter.origins, valueAt(entry, 'trigger', 'origin')) &&
    among(filter.resources, entry.resourceType) &&
    (filter.from === undefined || at >= filter.from) &&
    (filter.to === undefined || at <= filter.to)
  );
}
