import type { TriggerType } from '../../automation.ts';
import type { AutomationRule } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** Which side of the change an event does not have (Port's documentation, events). */
export const missingSides: Partial<Record<TriggerType, 'before' | 'after'>> = {
  ENTITY_CREATED: 'before',
  ENTITY_DELETED: 'after',
  RUN_CREATED: 'before',
};

/** Expressions that look into the side of a change that the trigger's events do not have. */
export const emptySide: AutomationRule = {
  code: 'lint/empty-side',
  severity: 'warning',
  title: 'A look at what was before a creation, or after a deletion',
  why: 'A created thing has no before and a deleted one no after, so everything read from there is null.',
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
        const message = `\`.${prefix.join('.')}\` is null for ${type}; what there is stands in \`.diff.${other}\`.`;
        return [siteFinding(site, path, message)];
      });
    });
  },
};
