import type { TriggerType } from './automation.ts';

/** Every trigger type: when it fires, and the field beside `type` that says for what (reference: Port's API). */
export const triggerTypes: Record<TriggerType, { when: string; field: string }> = {
  ENTITY_CREATED: { when: 'an entity is created', field: 'blueprintIdentifier' },
  ENTITY_UPDATED: { when: 'an entity changes', field: 'blueprintIdentifier' },
  ENTITY_DELETED: { when: 'an entity is deleted', field: 'blueprintIdentifier' },
  ANY_ENTITY_CHANGE: { when: 'an entity is created, changed or deleted', field: 'blueprintIdentifier' },
  TIMER_PROPERTY_EXPIRED: {
    when: 'the time in a timer property of an entity passes',
    field: 'blueprintIdentifier`, `propertyIdentifier',
  },
  RUN_CREATED: { when: 'a run of the named action or automation is created', field: 'actionIdentifier' },
  RUN_UPDATED: { when: 'such a run is reported on or ends', field: 'actionIdentifier' },
  ANY_RUN_CHANGE: { when: 'such a run is created, reported on or ends', field: 'actionIdentifier' },
};
