import type { TriggerType } from '../../automation.ts';
import type { AutomationRule } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** The side of the diff that is null for a trigger type (Port's documentation, events). */
export const missingSides: Partial<Record<TriggerType, 'before' | 'after'>> = {
  ENTITY_CREATED: 'before',
  ENTITY_DELETED: 'after',
  RUN_CREATED: 'before',
};

/** Reports expressions that read the side of the diff that is null for the trigger. */
export const emptySide: AutomationRule = {
  code: 'lint/empty-side',
  severity: 'warning',
  isCause: true,
  title: 'A read of the state before a creation or after a deletion',
  why: 'Events have no before state for a creation and no after state for a deletion, so every path into it is null.',
  example: '"event": { "type": "ENTITY_DELETED", … } with "{{ .event.diff.after.title }}"',
  fix: '"{{ .event.diff.before.title }}"',
  check({ automation, sites }) {
    const { type } = automation.trigger.event;
    const side = missingSides[type];
    if (!side) return [];
    const other = side === 'before' ? 'after' : 'before';
    return sites.flatMap((site) => {
      const prefix = site.kind === 'condition' ? ['diff', side] : ['event', 'diff', side];
      return site.paths.flatMap((path) => {
        if (path.steps.length <= prefix.length || !prefix.every((step, index) => path.steps[index] === step)) return [];
        const message = `\`.${prefix.join('.')}\` is null for ${type}; read \`.diff.${other}\` instead.`;
        return [siteFinding(site, path, message)];
      });
    });
  },
};
