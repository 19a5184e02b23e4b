import { closest } from '../../closest.ts';
import type { AutomationRule } from '../rule.ts';

/** Triggers on runs of something that does not exist. */
export const unknownAction: AutomationRule = {
  code: 'lint/unknown-action',
  severity: 'warning',
  title: 'A trigger on runs of an unknown action',
  why: 'Nothing of that name is ever run, so the automation never fires.',
  example: '"actionIdentifier": "deploy-service" where the action is named deploy_service',
  fix: '"actionIdentifier": "deploy_service"',
  check({ automation }, { automations, actions, similarNames }) {
    const { event } = automation.trigger;
    if (!('actionIdentifier' in event)) return [];
    const name = event.actionIdentifier;
    if (automations.has(name) || actions?.has(name)) return [];
    const path = ['trigger', 'event', 'actionIdentifier'];
    if (actions) {
      const meant = closest(name, [...actions, ...automations.keys()]);
      const hint = meant === undefined ? '.' : `; did you mean \`${meant}\`?`;
      const message = `There is neither an action nor an automation \`${name}\`${hint}`;
      return [{ message, path, ...(meant !== undefined && { replacement: meant }) }];
    }
    // Actions live in the catalog and are not known here; only a name written two ways is suspicious.
    const same = similarNames.get(simplifyName(name));
    if (same === undefined) return [];
    const message = `This names an action \`${name}\`, and there is an automation \`${same}\`; did you mean that?`;
    return [{ message, path, replacement: same }];
  },
};

/** A name without what people write one way or another. */
export function simplifyName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, '');
}
