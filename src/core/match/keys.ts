import { type Automation, isPublished, type TriggerEvent, type TriggerType } from '../automation.ts';
import type { Event } from '../event/event.ts';

/** The key under which a trigger waits; an event finds the automations it may concern by equal keys alone. */
export function triggerKey(trigger: TriggerEvent): string {
  if (trigger.type === 'TIMER_PROPERTY_EXPIRED') {
    return key(trigger.type, trigger.blueprintIdentifier, trigger.propertyIdentifier);
  }
  return 'actionIdentifier' in trigger
    ? key(trigger.type, trigger.actionIdentifier)
    : key(trigger.type, trigger.blueprintIdentifier);
}

/**
 * The keys of the triggers that an event concerns (Port's documentation: trigger types). The expiry of a timer is no
 * change of the entity, so it does not concern ANY_ENTITY_CHANGE.
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

/** Identifiers are users' text: the separator is one that JSON would escape in them, and a type never holds. */
function key(type: TriggerType, identifier: string, property = ''): string {
  return property === '' ? `${type} ${identifier}` : `${type} ${JSON.stringify([identifier, property])}`;
}

/** Why an automation has no say on an event that is not under its trigger, in one sentence. */
export function whyNotAsked(automation: Automation): string {
  return isPublished(automation) ? listensTo(automation) : 'It is not published';
}

/** Why an automation, published or not, has no say on an event that is not under its trigger; with a full stop. */
export function notConcerned(automation: Automation, event: Event): string {
  return `${listensTo(automation)}; this event is ${happened(event)}.`;
}

function listensTo({ trigger: { event } }: Automation): string {
  if ('actionIdentifier' in event) return `It listens to ${ofAction(event.type, event.actionIdentifier)}`;
  const property = 'propertyIdentifier' in event ? event.propertyIdentifier : null;
  return `It listens to ${ofBlueprint(event.type, event.blueprintIdentifier, property)}`;
}

/** What an event is, in the words of triggers. */
function happened(event: Event): string {
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
