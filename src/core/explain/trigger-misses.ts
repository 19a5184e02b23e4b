import { type Automation, isPublished, type TriggerEvent } from '../automation.ts';
import { closest } from '../closest.ts';
import type { Event } from '../event/event.ts';
import { expressionsOf } from '../expression/conditions.ts';
import type { Json } from '../json.ts';
import { eventKeys, happened, triggerKey } from '../match/keys.ts';
import type { NearMiss } from '../views/explanation-view.ts';

/** Corrections of a trigger that nearly listens to the event: unpublished, a name, or the type. */
export function triggerMisses(automation: Automation, event: Event): NearMiss[] {
  const { event: trigger } = automation.trigger;
  const concerns = (changed: TriggerEvent) => eventKeys(event).includes(triggerKey(changed));
  if (!isPublished(automation)) {
    const corrections = [{ at: ['publish'], before: false, after: true }];
    const message = 'It would match, but it is not published.';
    return concerns(trigger) ? [{ kind: 'unpublished', message, corrections }] : [];
  }
  const names = namesOf(event).filter(({ name }) => name in trigger);
  const wrong = names.flatMap(({ name, value }) => {
    const before = (trigger as Record<string, string>)[name] ?? '';
    return before === value ? [] : [{ name, before, value }];
  });
  const [one, ...others] = wrong;
  if (one) {
    const { name, before, value } = one;
    const isNear = others.length === 0 && closest(before, [value]) !== undefined;
    if (!isNear || !concerns({ ...trigger, [name]: value } as TriggerEvent)) return [];
    const isTimer = name === 'propertyIdentifier';
    const message = `It listens to ${isTimer ? `the timer ${before}` : before}, but the event is about ${value}.`;
    return [{ kind: 'blueprint', message, corrections: [correction([name], before, value)] }];
  }
  // Without a condition, every automation for this blueprint would be a near miss.
  const isAbout = names.length > 0 && expressionsOf(automation.trigger.condition).length > 0;
  const { before, after } = retyped(trigger, event);
  if (!isAbout || !concerns(after)) return [];
  const message = `Its condition is true, but it listens to ${trigger.type}; this event is ${happened(event)}.`;
  // A timer has a field more, so the whole trigger changes.
  const isTimer = before.type === 'TIMER_PROPERTY_EXPIRED' || after.type === 'TIMER_PROPERTY_EXPIRED';
  const change = isTimer ? correction([], before, after) : correction(['type'], before.type, after.type);
  return [{ kind: 'event type', message, corrections: [change] }];
}

/** The names of what an event is about, by the field of triggers that listen to it. */
function namesOf(event: Event): { name: string; value: string }[] {
  if (event.resourceType === 'run') return [{ name: 'actionIdentifier', value: event.context.action.identifier }];
  const { blueprintIdentifier, propertyIdentifier } = event.context;
  const isTimer = event.action === 'TIMER_EXPIRED' && propertyIdentifier !== null;
  return [
    { name: 'blueprintIdentifier', value: blueprintIdentifier },
    ...(isTimer ? [{ name: 'propertyIdentifier', value: propertyIdentifier }] : []),
  ];
}

/** A trigger with the type of the event. */
function retyped(trigger: TriggerEvent, event: Event): { before: TriggerEvent; after: TriggerEvent } {
  const [type = ''] = (eventKeys(event)[0] ?? '').split(' ');
  const { propertyIdentifier: _, ...rest } = trigger as TriggerEvent & { propertyIdentifier?: string };
  const property =
    event.resourceType === 'entity' && event.action === 'TIMER_EXPIRED' && event.context.propertyIdentifier;
  const after = { ...rest, type, ...(property && { propertyIdentifier: property }) } as TriggerEvent;
  return { before: trigger, after };
}

function correction(path: readonly string[], before: unknown, after: unknown) {
  return { at: ['trigger', 'event', ...path], before: before as Json, after: after as Json };
}
