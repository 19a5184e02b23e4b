import { type Automation, isPublished } from '../automation.ts';
import { alertBlueprints } from '../event/alerts.ts';

/** What the published automations listen to besides entity changes: only these need to become events. */
export type Listeners = {
  /** Automations (or actions) with listeners for their runs, and for which changes. */
  runs: ReadonlyMap<string, { created: boolean; updated: boolean }>;
  /** Timer properties with listeners, by blueprint. */
  timers: ReadonlyMap<string, ReadonlySet<string>>;
  /** The pseudo-blueprints of alerts with listeners, and the automations that listen to them. */
  alerts: { blueprints: ReadonlySet<string>; automations: ReadonlySet<string> };
};

const pseudo: ReadonlySet<string> = new Set(Object.values(alertBlueprints));

/** Collects what the published automations listen to besides entity changes. */
export function listenersOf(automations: readonly Automation[]): Listeners {
  const runs = new Map<string, { created: boolean; updated: boolean }>();
  const timers = new Map<string, Set<string>>();
  const alerts = { blueprints: new Set<string>(), automations: new Set<string>() };
  for (const automation of automations) {
    if (!isPublished(automation)) continue;
    const { event } = automation.trigger;
    if ('blueprintIdentifier' in event && pseudo.has(event.blueprintIdentifier)) {
      alerts.blueprints.add(event.blueprintIdentifier);
      alerts.automations.add(automation.identifier);
    }
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
  return { runs, timers, alerts };
}
