import type { AutomationRule } from '../rule.ts';

/** Reports automations that trigger themselves, directly or through others. */
export const cycle: AutomationRule = {
  code: 'lint/cycle',
  severity: 'warning',
  title: 'Automations that trigger each other',
  why: 'Each change triggers the next automation in an endless loop, until the maximum length of a chain of runs is reached.',
  example:
    'ENTITY_UPDATED of service → UPSERT_ENTITY of the same service, with a value that differs every time: { "checked_at": "{{ now | todate }}" }',
  fix: 'Add a condition that the automation’s own change does not satisfy: ".diff.before.properties.status != .diff.after.properties.status".',
  check({ automation, definition }, { cycles, automations }) {
    const found = cycles.get(automation.identifier);
    if (!found) return [];
    const descriptions = found.steps.map((step, index) => {
      const next = found.steps[(index + 1) % found.steps.length];
      return `\`${step.automation}\` ${step.change}, which triggers \`${next?.automation}\``;
    });
    const steps = descriptions.length === 1 ? '' : ` in ${descriptions.length} steps`;
    const message = `This triggers itself${steps}: ${descriptions.join('; ')}. Add a condition that its own change does not satisfy.`;
    const related = found.steps.slice(1).flatMap((step) => {
      const other = automations.get(step.automation);
      if (!other || other === definition) return [];
      const range = other.places.range(['trigger', 'event']);
      return [{ file: other.file, range, message: `\`${step.automation}\` ${step.change}.` }];
    });
    return [{ message, path: ['trigger', 'event'], part: 'key', ...(related.length > 0 && { related }) }];
  },
};
