import type { EventAction } from '../event/event.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { ShortType } from './test-file-schema.ts';

/** Default values for the events of tests. */
export const testDefaults = {
  id: 'event_test',
  orgId: 'org_test',
  at: '2026-01-01T00:00:00.000Z',
  by: { orgId: 'org_test', userId: 'user_test' },
  origin: 'API',
} as const;

const actions: Record<ShortType, EventAction> = {
  ENTITY_CREATED: 'CREATE',
  ENTITY_UPDATED: 'UPDATE',
  ENTITY_DELETED: 'DELETE',
  TIMER_PROPERTY_EXPIRED: 'TIMER_EXPIRED',
  RUN_CREATED: 'CREATE',
  RUN_UPDATED: 'UPDATE',
};

/** Expands the short form of an event (already checked against `shortEventSchemas`) into the full event. */
export function expandEvent(short: JsonObject): JsonObject {
  const type = short.type as ShortType;
  const { by = testDefaults.by, at = testDefaults.at, origin = testDefaults.origin } = short;
  const head = { id: testDefaults.id, action: actions[type], trigger: { by, origin, at } };
  return type === 'RUN_CREATED' || type === 'RUN_UPDATED'
    ? { ...head, ...runParts(short) }
    : { ...head, ...entityParts(short) };
}

function entityParts(short: JsonObject): JsonObject {
  const { blueprint = null, entity, property = null, before, after } = short;
  const named = [entity, isObject(after) && after.identifier, isObject(before) && before.identifier];
  const identifier = named.find((name) => typeof name === 'string') ?? 'entity';
  const snapshot = (given: JsonObject): JsonObject => ({
    identifier,
    title: identifier,
    icon: null,
    blueprint,
    team: [],
    properties: {},
    relations: {},
    createdAt: testDefaults.at,
    createdBy: 'user_test',
    updatedAt: testDefaults.at,
    updatedBy: 'user_test',
    ...given,
  });
  return {
    resourceType: 'entity',
    context: { blueprintIdentifier: blueprint, entityIdentifier: identifier, propertyIdentifier: property },
    diff: { before: isObject(before) ? snapshot(before) : null, after: isObject(after) ? snapshot(after) : null },
  };
}

function runParts({ action = null, before, after }: JsonObject): JsonObject {
  const snapshot = (given: JsonObject): JsonObject => ({
    id: 'r_of_the_event',
    status: 'IN_PROGRESS',
    action: { identifier: action },
    properties: {},
    createdAt: testDefaults.at,
    updatedAt: testDefaults.at,
    ...given,
  });
  return {
    resourceType: 'run',
    context: { action: { identifier: action } },
    diff: { before: isObject(before) ? snapshot(before) : null, after: isObject(after) ? snapshot(after) : null },
  };
}
