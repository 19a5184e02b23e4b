import { closest } from '../../closest.ts';
import type { AutomationRule } from '../rule.ts';

/** Reports triggers on runs of an action that does not exist. */
export const unknownAction: AutomationRule = {
  code: 'lint/unknown-action',
  severity: 'warning',
  title: 'A trigger on runs of an unknown action',
  why: 'No action of that name is ever run, so the automation never fires.',
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
      const message = `No action or automation is called \`${name}\`${hint}`;
      return [{ message, path, ...(meant !== undefined && { replacement: meant }) }];
    }
    // Actions live in the catalog and are not known here; only a near miss of a known name is suspicious.
    const same = similarNames.get(simplifyName(name));
    if (same === undefined) return [];
    const message = `This refers to an action \`${name}\`; did you mean the automation \`${same}\`?`;
    return [{ message, path, replacement: same }];
  },
};

/** A name without case and separators, to compare spellings. */
export function simplifyName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, '');
}
