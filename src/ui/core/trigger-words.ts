import type { AutomationRow } from '../../core/views/automation-view.ts';

const verbs: Record<string, string> = {
  ENTITY_CREATED: 'is created',
  ENTITY_UPDATED: 'is updated',
  ENTITY_DELETED: 'is deleted',
  ANY_ENTITY_CHANGE: 'changes',
  RUN_CREATED: 'starts a run',
  RUN_UPDATED: 'has a run updated',
  ANY_RUN_CHANGE: 'has a run changed',
};

/** When an automation fires, such as "service is updated and 2 conditions". */
export function triggerWords({ trigger, conditions }: Pick<AutomationRow, 'trigger' | 'conditions'>): string {
  const { event, blueprint, action, property } = trigger;
  const verb = property === undefined ? (verbs[event] ?? event) : `reaches ${property}`;
  const also = conditions === 0 ? '' : ` and ${conditions} condition${conditions === 1 ? '' : 's'}`;
  return `${blueprint ?? action ?? 'anything'} ${verb}${also}`;
}
