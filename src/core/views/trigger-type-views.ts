import type { TriggerType } from '../automation.ts';
import { triggerTypes } from '../definition/trigger-types.ts';
import type { TriggerTypeView } from './form-view.ts';

const titles: Readonly<Record<TriggerType, string>> = {
  ENTITY_CREATED: 'Entity created',
  ENTITY_UPDATED: 'Entity updated',
  ENTITY_DELETED: 'Entity deleted',
  ANY_ENTITY_CHANGE: 'Any entity change',
  TIMER_PROPERTY_EXPIRED: 'Timer expired',
  RUN_CREATED: 'Run created',
  RUN_UPDATED: 'Run updated',
  ANY_RUN_CHANGE: 'Any run change',
};

const fieldTitles: Readonly<Record<string, string>> = {
  blueprintIdentifier: 'Blueprint',
  propertyIdentifier: 'Timer property',
  actionIdentifier: 'Action or automation',
};

const examples: Readonly<Record<string, string>> = {
  blueprintIdentifier: 'service',
  propertyIdentifier: 'expires',
  actionIdentifier: 'deploy_service',
};

/** Every trigger type, as a form shows it. */
export function triggerTypeViews(): TriggerTypeView[] {
  return Object.entries(triggerTypes).map(([event, { when, fields }]) => {
    const names = Object.keys(fields);
    const properties = names.map((name) => [name, { title: fieldTitles[name] ?? name, ...fields[name] }]);
    return {
      event,
      kind: names.includes('actionIdentifier') ? 'run' : names.includes('propertyIdentifier') ? 'timer' : 'entity',
      title: titles[event as TriggerType],
      description: `When ${when}.`,
      schema: {
        type: 'object',
        required: ['type', ...names],
        additionalProperties: false,
        properties: { type: { const: event }, ...Object.fromEntries(properties) },
      },
      example: { type: event, ...Object.fromEntries(names.map((name) => [name, examples[name] ?? name])) },
    };
  });
}
