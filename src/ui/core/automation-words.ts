import { type Automation, isPublished } from '../../core/automation.ts';
import { type Json, valueAt } from '../../core/json.ts';

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
export function triggerWords({ trigger }: Automation): string {
  const { event, condition } = trigger;
  const subject = 'blueprintIdentifier' in event ? event.blueprintIdentifier : event.actionIdentifier;
  const verb =
    'propertyIdentifier' in event ? `reaches ${event.propertyIdentifier}` : (verbs[event.type] ?? event.type);
  const count = condition?.expressions?.length ?? 0;
  const conditions = count === 0 ? '' : ` and ${count} condition${count === 1 ? '' : 's'}`;
  return `${subject} ${verb}${conditions}`;
}

/** What an automation calls, such as "POST events.pagerduty.com". */
export function targetWords({ invocationMethod }: Automation): string {
  const text = (...keys: string[]) => textOf(valueAt(invocationMethod, ...keys));
  const url = text('url');
  if (url !== '') return `${text('method') || 'POST'} ${hostOf(url)}`;
  const parts = [text('org') || text('groupName'), text('repo') || text('projectName')].filter((part) => part !== '');
  const last = text('workflow') || text('topic') || text('blueprintIdentifier') || text('mapping', 'identifier');
  return [parts.join('/'), last].filter((part) => part !== '').join(' · ');
}

/** True when every word of a search occurs in the automation's names, trigger or target. */
export function isFound(automation: Automation, search: string): boolean {
  const { identifier, title, description, invocationMethod } = automation;
  const names = [identifier, title ?? '', description ?? '', invocationMethod.type];
  const text = [...names, triggerWords(automation), targetWords(automation)].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** True when an automation's state is the wanted one; any when none is. */
export function hasState(automation: Automation, active: string | undefined): boolean {
  return active === undefined || String(isPublished(automation)) === active;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The host of an address, or the address itself when templates make it. */
function hostOf(url: string): string {
  return /^https?:\/\/([^/{}]+)/.exec(url)?.[1] ?? url;
}
