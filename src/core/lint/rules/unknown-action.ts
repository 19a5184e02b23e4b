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
  check({ automation }, { automations, actions, nearName }) {
    const { event } = automation.trigger;
    if (!('actionIdentifier' in event)) return [];
    const name = event.actionIdentifier;
    if (automations.has(name) || actions?.has(name)) return [];
    const path = ['trigger', 'event', 'actionIdentifier'];
    if (/^\s*\*?\s*$/.test(name)) {
      const message = `A trigger listens to the runs of one action, and \`${name}\` is not a wildcard, so the automation never fires; name the action.`;
      return [{ message, path, severe: true }];
    }
    if (actions) {
      const meant = closest(name, [...actions, ...automations.keys()]);
      const hint = meant === undefined ? '.' : `; did you mean \`${meant}\`?`;
      const message = `No action or automation is called \`${name}\`, so the automation never fires${hint}`;
      return [{ message, path, severe: true, ...(meant !== undefined && { replacement: meant }) }];
    }
    // Actions live in the catalog and are not known here; only a near miss of a known name is suspicious.
    const near = nearName(name);
    if (near === undefined) return [];
    const message = `This refers to an action \`${name}\`; did you mean the automation \`${near}\`?`;
    return [{ message, path, replacement: near }];
  },
};
