import type { TriggerType } from '../../automation.ts';
import { isFalsy, isTruthy } from '../../types/type.ts';
import type { AutomationRule, ReadSite } from '../rule.ts';
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
  title: 'Reading the state before a creation or after a deletion',
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
        const start = `\`.${prefix.join('.')}\` is null for ${type}`;
        // The other side would ask something else, which may even contradict the rest of the condition.
        const message = isAlwaysTrue(site)
          ? `${start}, so this expression is always true; remove it.`
          : `${start}; read \`.${[...prefix.slice(0, -1), other].join('.')}\` instead.`;
        return [siteFinding(site, path, message)];
      });
    });
  },
};

/** True for an expression of a condition that every event passes. */
function isAlwaysTrue({ kind, typed }: ReadSite): boolean {
  if (kind !== 'condition' || !typed) return false;
  const { type, fails, empties } = typed.outcome;
  return isTruthy(type) && !isFalsy(type) && !fails && !empties;
}
