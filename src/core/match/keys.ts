import type { Automation, TriggerEvent, TriggerType } from '../automation.ts';
import type { Event } from '../event/event.ts';

/** The key of a trigger; an event finds the automations it may concern by equal keys alone. */
export function triggerKey(trigger: TriggerEvent): string {
  if (trigger.type === 'TIMER_PROPERTY_EXPIRED') {
    return key(trigger.type, trigger.blueprintIdentifier, trigger.propertyIdentifier);
  }
  return 'actionIdentifier' in trigger
    ? key(trigger.type, trigger.actionIdentifier)
    : key(trigger.type, trigger.blueprintIdentifier);
}

/**
 * The keys of the triggers that an event concerns (Port's documentation: trigger types). The expiry of a timer does not
 * change the entity, so it does not concern ANY_ENTITY_CHANGE.
 */
export function eventKeys(event: Event): string[] {
  if (event.resourceType === 'run') {
    const action = event.context.action.identifier;
    return [key(event.action === 'CREATE' ? 'RUN_CREATED' : 'RUN_UPDATED', action), key('ANY_RUN_CHANGE', action)];
  }
  const { blueprintIdentifier, propertyIdentifier } = event.context;
  if (event.action === 'TIMER_EXPIRED') {
    return propertyIdentifier === null ? [] : [key('TIMER_PROPERTY_EXPIRED', blueprintIdentifier, propertyIdentifier)];
  }
  return [key(entityTriggers[event.action], blueprintIdentifier), key('ANY_ENTITY_CHANGE', blueprintIdentifier)];
}

const entityTriggers = {
  CREATE: 'ENTITY_CREATED',
  UPDATE: 'ENTITY_UPDATED',
  DELETE: 'ENTITY_DELETED',
} as const satisfies Record<string, TriggerType>;

/** Builds a key. Identifiers are user text, so they are separated by characters that JSON would escape. */
function key(type: TriggerType, identifier: string, property = ''): string {
  return property === '' ? `${type} ${identifier}` : `${type} ${JSON.stringify([identifier, property])}`;
}

/** Explains why the trigger of an automation, published or not, does not match an event; with a full stop. */
export function triggerMismatch(automation: Automation, event: Event): string {
  return `${listensTo(automation)}; this event is ${happened(event)}.`;
}

function listensTo({ trigger: { event } }: Automation): string {
  if ('actionIdentifier' in event) return `It listens to ${ofAction(event.type, event.actionIdentifier)}`;
  const property = 'propertyIdentifier' in event ? event.propertyIdentifier : null;
  return `It listens to ${ofBlueprint(event.type, event.blueprintIdentifier, property)}`;
}

/** Describes an event in terms of trigger types, such as `ENTITY_UPDATED of the blueprint service`. */
export function happened(event: Event): string {
  if (event.resourceType === 'run') {
    return ofAction(event.action === 'CREATE' ? 'RUN_CREATED' : 'RUN_UPDATED', event.context.action.identifier);
  }
  const { blueprintIdentifier, propertyIdentifier } = event.context;
  return event.action === 'TIMER_EXPIRED'
    ? ofBlueprint('TIMER_PROPERTY_EXPIRED', blueprintIdentifier, propertyIdentifier)
    : ofBlueprint(entityTriggers[event.action], blueprintIdentifier, null);
}

function ofAction(type: TriggerType, action: string): string {
  return `${type} of ${action}`;
}

function ofBlueprint(type: TriggerType, blueprint: string, property: string | null): string {
  return `${type} of the blueprint ${blueprint}${property === null ? '' : `, property ${property}`}`;
}
