import type { AutomationRule } from '../rule.ts';

/** Automations that set themselves off again. */
export const cycle: AutomationRule = {
  code: 'lint/cycle',
  severity: 'warning',
  title: 'Automations that set each other off',
  why: 'Each change triggers the next automation, round and round, until the longest allowed chain of runs is reached.',
  example:
    'ENTITY_UPDATED of service → UPSERT_ENTITY into the same service, of a value that is another each time: { "checked_at": "{{ now | todate }}" }',
  fix: 'Add a condition that the automation’s own change does not meet: ".diff.before.properties.status != .diff.after.properties.status".',
  check({ automation, definition }, { cycles, automations }) {
    const found = cycles.get(automation.identifier);
    if (!found) return [];
    const way = found.steps.map((step, index) => {
      const next = found.steps[(index + 1) % found.steps.length];
      return `\`${step.automation}\` ${step.change}, which triggers \`${next?.automation}\``;
    });
    const steps = way.length === 1 ? '' : ` in ${way.length} steps`;
    const message = `This triggers itself${steps}: ${way.join('; ')}. Add a condition that its own change does not meet.`;
    const related = found.steps.slice(1).flatMap((step) => {
      const other = automations.get(step.automation);
      if (!other || other === definition) return [];
      const range = other.places.range(['trigger', 'event']);
      return [{ file: other.file, range, message: `\`${step.automation}\` ${step.change}.` }];
    });
    return [{ message, path: ['trigger', 'event'], part: 'key', ...(related.length > 0 && { related }) }];
  },
};
