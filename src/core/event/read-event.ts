import { isEntityIdentifier, isIdentifier } from '../identifiers.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Event, EventAction, EventTrigger } from './event.ts';

/** What is wrong with a received event: where (a JSON Pointer), and what is expected. */
export type EventFinding = { path: string; message: string };

/** A parsed event, or everything that is wrong with it. */
export type ReadEvent = { ok: true; event: Event } | { ok: false; problems: EventFinding[] };

/** Default values for fields that the sender omitted. */
export type EventDefaults = { id: string; orgId: string; at: string; userId?: string };

const actions = {
  entity: ['CREATE', 'UPDATE', 'DELETE', 'TIMER_EXPIRED'],
  run: ['CREATE', 'UPDATE'],
} as const;

/** The sides of the diff that must be objects, by action; the other side becomes null. */
const sides: Record<EventAction, { before: boolean; after: boolean }> = {
  CREATE: { before: false, after: true },
  UPDATE: { before: true, after: true },
  DELETE: { before: true, after: false },
  TIMER_EXPIRED: { before: false, after: true },
};

const knownFields = new Set(['id', 'action', 'resourceType', 'trigger', 'context', 'diff', 'status', 'additionalData']);

/**
 * Reads an event in the format that Port sends to automations (reference: trigger data). `id` and `trigger` are
 * optional; `status` and `additionalData` of changelog messages are accepted and dropped. Any other unknown field is an
 * error, because with a misspelled `diff` the event would match nothing.
 */
export function readEvent(value: Json, defaults: EventDefaults, path = ''): ReadEvent {
  if (!isObject(value)) return { ok: false, problems: [{ path, message: 'must be an object' }] };
  const problems: EventFinding[] = [];
  const fail = (where: string, message: string): void => {
    problems.push({ path: `${path}${where}`, message });
  };
  for (const key of Object.keys(value)) {
    if (!knownFields.has(key))
      fail(`/${key}`, `is not a field of an event; the fields are ${[...knownFields].join(', ')}`);
  }
  const id = value.id ?? defaults.id;
  if (!isEntityIdentifier(id)) fail('/id', 'must be an identifier: letters, digits and @_.+:/=-, at most 1,000 bytes');
  const { resourceType, action } = value;
  if (resourceType !== 'entity' && resourceType !== 'run') {
    fail('/resourceType', 'must be "entity" or "run"');
  } else if (!(actions[resourceType] as readonly unknown[]).includes(action)) {
    fail(
      '/action',
      `must be one of ${actions[resourceType].join(', ')} for ${resourceType === 'run' ? 'a run' : 'an entity'} event`,
    );
  }
  const trigger = readTrigger(value.trigger, defaults, fail);
  const context = resourceType === 'run' ? readRunContext(value.context, fail) : readEntityContext(value, fail);
  const diff = readDiff(value.diff, typeof action === 'string' ? action : '', fail);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, event: { id, action, resourceType, trigger, context, diff } as Event };
}

type Fail = (where: string, message: string) => void;

function readTrigger(value: Json | undefined, defaults: EventDefaults, fail: Fail): EventTrigger {
  const { orgId, userId } = defaults;
  const sender: EventTrigger['by'] = { orgId, ...(userId !== undefined && { userId }) };
  const fallback: EventTrigger = { by: sender, origin: 'API', at: defaults.at };
  if (value === undefined) return fallback;
  if (!isObject(value)) {
    fail('/trigger', 'must be an object with by, origin and at');
    return fallback;
  }
  const { by = fallback.by, origin = fallback.origin, at = fallback.at } = value;
  if (!isObject(by)) fail('/trigger/by', 'must be an object');
  if (typeof origin !== 'string') fail('/trigger/origin', 'must be a string');
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) fail('/trigger/at', 'must be an ISO 8601 time');
  return { by, origin, at } as EventTrigger;
}

function readEntityContext(event: JsonObject, fail: Fail): JsonObject {
  const { context } = event;
  if (!isObject(context)) {
    fail('/context', 'is required: an object with blueprintIdentifier and entityIdentifier');
    return {};
  }
  const { blueprintIdentifier, entityIdentifier, propertyIdentifier = null } = context;
  if (!isIdentifier(blueprintIdentifier)) {
    fail(
      '/context/blueprintIdentifier',
      'must be the identifier of a blueprint: letters, digits and @_.+:=-, at most 1,000 bytes',
    );
  }
  if (!isEntityIdentifier(entityIdentifier)) {
    fail(
      '/context/entityIdentifier',
      'must be the identifier of an entity: letters, digits and @_.+:\\/=-, at most 1,000 bytes',
    );
  }
  const isTimer = event.action === 'TIMER_EXPIRED';
  if (
    isTimer
      ? !isEntityIdentifier(propertyIdentifier)
      : propertyIdentifier !== null && typeof propertyIdentifier !== 'string'
  ) {
    fail(
      '/context/propertyIdentifier',
      isTimer ? 'must name the timer property that expired' : 'must be a string or null',
    );
  }
  return { ...context, propertyIdentifier };
}

function readRunContext(context: Json | undefined, fail: Fail): JsonObject {
  const action = isObject(context) ? context.action : undefined;
  if (!isObject(context) || !isObject(action) || !isIdentifier(action.identifier)) {
    fail('/context/action/identifier', 'is required: the identifier of the action or automation that ran');
    return {};
  }
  return context;
}

function readDiff(value: Json | undefined, action: string, fail: Fail): Event['diff'] {
  const empty = { before: null, after: null };
  if (!isObject(value)) {
    fail('/diff', 'is required: an object with before and after');
    return empty;
  }
  const needed = Object.hasOwn(sides, action) ? sides[action as EventAction] : { before: false, after: false };
  const side = (name: 'before' | 'after'): JsonObject | null => {
    const given = value[name] ?? null;
    if (isObject(given)) return given;
    if (given !== null || needed[name]) fail(`/diff/${name}`, `must be an object for the action ${action}`);
    return null;
  };
  return { before: side('before'), after: side('after') };
}
