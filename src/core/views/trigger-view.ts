import type { TriggerEvent } from '../automation.ts';
import type { TriggerView } from './automation-view.ts';

/** The event and subject of a trigger, for lists. */
export function triggerView(event: TriggerEvent): TriggerView {
  if ('actionIdentifier' in event) return { kind: 'run', event: event.type, action: event.actionIdentifier };
  if ('propertyIdentifier' in event) {
    const { blueprintIdentifier: blueprint, propertyIdentifier: property } = event;
    return { kind: 'timer', event: event.type, blueprint, property };
  }
  return { kind: 'entity', event: event.type, blueprint: event.blueprintIdentifier };
}
