import { type Automation, isPublished } from '../automation.ts';

/** What the published automations listen to, beyond entity changes: only that needs to be made into events. */
export type Listeners = {
  /** Automations (or actions) whose runs somebody listens to, and to which of their changes. */
  runs: ReadonlyMap<string, { created: boolean; updated: boolean }>;
  /** Blueprint → timer properties that somebody listens to. */
  timers: ReadonlyMap<string, ReadonlySet<string>>;
};

/** Collects the listeners. */
export function listenersOf(automations: readonly Automation[]): Listeners {
  const runs = new Map<string, { created: boolean; updated: boolean }>();
  const timers = new Map<string, Set<string>>();
  for (const automation of automations) {
    if (!isPublished(automation)) continue;
    const { event } = automation.trigger;
    if ('actionIdentifier' in event) {
      const known = runs.get(event.actionIdentifier) ?? { created: false, updated: false };
      runs.set(event.actionIdentifier, {
        created: known.created || event.type !== 'RUN_UPDATED',
        updated: known.updated || event.type !== 'RUN_CREATED',
      });
    } else if (event.type === 'TIMER_PROPERTY_EXPIRED') {
      const properties = timers.get(event.blueprintIdentifier) ?? new Set<string>();
      timers.set(event.blueprintIdentifier, properties.add(event.propertyIdentifier));
    }
  }
  return { runs, timers };
}
