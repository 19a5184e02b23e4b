import type { TriggerType } from '../automation.ts';
import type { JsonSchema } from '../json.ts';
import { filled } from './filled-text.ts';

const blueprintIdentifier = {
  type: 'string',
  ...filled('name the blueprint whose entities fire it'),
  description: 'The blueprint whose entities the trigger listens to.',
};

const propertyIdentifier = {
  type: 'string',
  ...filled('name a timer property of the blueprint'),
  description: 'The timer property of the blueprint.',
};

const actionIdentifier = {
  type: 'string',
  ...filled('name the self-service action or automation whose runs fire it'),
  description: 'The self-service action or automation whose runs the trigger listens to.',
};

/** A trigger type: when it fires, and the schemas of its fields besides `type`. */
export type TriggerSpec = { when: string; fields: Record<string, JsonSchema> };

/** Every trigger type with its fields (reference: Port's API). */
export const triggerTypes: Readonly<Record<TriggerType, TriggerSpec>> = {
  ENTITY_CREATED: { when: 'an entity is created', fields: { blueprintIdentifier } },
  ENTITY_UPDATED: { when: 'an entity changes', fields: { blueprintIdentifier } },
  ENTITY_DELETED: { when: 'an entity is deleted', fields: { blueprintIdentifier } },
  ANY_ENTITY_CHANGE: { when: 'an entity is created, changed or deleted', fields: { blueprintIdentifier } },
  TIMER_PROPERTY_EXPIRED: {
    when: 'the time in a timer property of an entity passes',
    fields: { blueprintIdentifier, propertyIdentifier },
  },
  RUN_CREATED: { when: 'a run of the named action or automation is created', fields: { actionIdentifier } },
  RUN_UPDATED: { when: 'a run of the named action or automation is updated or ends', fields: { actionIdentifier } },
  ANY_RUN_CHANGE: {
    when: 'a run of the named action or automation is created, is updated or ends',
    fields: { actionIdentifier },
  },
};
