import { closest } from '../../closest.ts';
import type { AutomationRule } from '../rule.ts';

/** Reports timer triggers on properties that are not timers. */
export const timerProperty: AutomationRule = {
  code: 'lint/timer-property',
  severity: 'error',
  title: 'A timer trigger on a property that is not a timer',
  why: 'Only properties with the format `timer` expire; on any other property, the trigger never fires.',
  example: '"propertyIdentifier": "expires_at" where expires_at is { "type": "string", "format": "date-time" }',
  fix: 'Declare it as { "type": "string", "format": "timer" } in the blueprint, or use another property.',
  check({ automation }, { blueprints }) {
    const { event } = automation.trigger;
    if (event.type !== 'TIMER_PROPERTY_EXPIRED') return [];
    const blueprint = blueprints?.get(event.blueprintIdentifier);
    if (!blueprint) return [];
    const property = blueprint.properties.get(event.propertyIdentifier);
    if (property?.format === 'timer') return [];
    const timers = [...blueprint.properties].filter(([, schema]) => schema.format === 'timer').map(([name]) => name);
    const meant = closest(event.propertyIdentifier, timers);
    const rest =
      timers.length === 0 ? 'it has none.' : `its timers are ${timers.map((name) => `\`${name}\``).join(', ')}.`;
    const message = `\`${event.propertyIdentifier}\` is not a timer of the blueprint \`${blueprint.identifier}\`: ${rest}`;
    const path = ['trigger', 'event', 'propertyIdentifier'];
    return [{ message, path, ...(meant !== undefined && { replacement: meant }) }];
  },
};
