import type { Json, JsonObject } from '../../../src/core/json.ts';

/** An entity as shown in an event. */
export function entity(blueprint: string, identifier: string, properties: JsonObject = {}, more: JsonObject = {}) {
  return { identifier, blueprint, title: identifier, icon: null, team: [], properties, relations: {}, ...more };
}

/** An entity event; which side of the diff exists decides the action. */
export function entityEvent(
  blueprint: string,
  identifier: string,
  diff: { before?: JsonObject | null; after?: JsonObject | null },
  more: JsonObject = {},
): JsonObject {
  const { before = null, after = null } = diff;
  const action = before === null ? 'CREATE' : after === null ? 'DELETE' : 'UPDATE';
  return {
    action,
    resourceType: 'entity',
    context: { blueprintIdentifier: blueprint, entityIdentifier: identifier },
    diff: { before, after },
    ...more,
  };
}

/** The creation of an entity with these properties. */
export function created(blueprint: string, identifier: string, properties: JsonObject = {}, more: JsonObject = {}) {
  return entityEvent(blueprint, identifier, { after: entity(blueprint, identifier, properties) }, more);
}

/** An event of a run of someone else's action. */
export function runEvent(action: string, diff: { before?: JsonObject | null; after: JsonObject }): JsonObject {
  const { before = null, after } = diff;
  return {
    action: before === null ? 'CREATE' : 'UPDATE',
    resourceType: 'run',
    context: { action: { identifier: action } },
    diff: { before, after },
  };
}

/** An automation; conditions are joined by `and`. */
export function automation(
  identifier: string,
  event: JsonObject,
  invocationMethod: JsonObject,
  conditions: readonly string[] = [],
): JsonObject {
  const condition = { type: 'JQ', expressions: [...conditions], combinator: 'and' };
  return {
    identifier,
    trigger: { type: 'automation', event, ...(conditions.length > 0 && { condition }) },
    invocationMethod,
    publish: true,
  };
}

/** A synchronous webhook. */
export function webhook(url: string, body: Json = { runId: '{{ .run.id }}' }, more: JsonObject = {}): JsonObject {
  return { type: 'WEBHOOK', url, synchronized: true, body, ...more };
}
