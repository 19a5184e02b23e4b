import { didYouMean } from '../../closest.ts';
import type { AutomationRule } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

const roots = ['id', 'action', 'resourceType', 'trigger', 'context', 'diff'];

/** Parts of an entity that people look for at the top, where they are not. */
const ofEntity = ['properties', 'relations', 'identifier', 'title', 'team', 'blueprint', 'scorecards'];

/** Conditions that read something the event does not have at its top. */
export const conditionRoot: AutomationRule = {
  code: 'lint/condition-root',
  severity: 'warning',
  title: 'A condition that reads what the event does not have',
  why: 'The input of a condition is the event itself, while templates find it under .event. The path is null, always.',
  example: '".event.diff.after.properties.status == \\"open\\""',
  fix: '".diff.after.properties.status == \\"open\\""',
  check({ conditions }) {
    return conditions.flatMap((site) =>
      site.paths.flatMap((path) => {
        const [root = '', second] = path.steps;
        if (roots.includes(root)) return [];
        const text = site.expression.slice(path.start, path.end);
        if (root === 'event' && second !== undefined && roots.includes(second) && text.startsWith('.event.')) {
          const message = `A condition's input is the event itself, so \`.event\` is null in it; write \`.${second}\` in place of \`.event.${second}\`.`;
          return [siteFinding(site, path, message, text.slice('.event'.length))];
        }
        if (ofEntity.includes(root)) {
          const message = `\`.${root}\` is null in a condition: its input is the event, and the entity is \`.diff.after\` or \`.diff.before\` in it.`;
          return [siteFinding(site, path, message, `.diff.after${text}`)];
        }
        if (root === 'before' || root === 'after') {
          const message = `\`.${root}\` is null in a condition: it stands in \`.diff\`, so write \`.diff.${root}\`.`;
          return [siteFinding(site, path, message, `.diff${text}`)];
        }
        const message = `\`.${root}\` is null in a condition: its input is the event, which has ${roots.map((one) => `\`.${one}\``).join(', ')}${didYouMean(root, roots)}`;
        return [siteFinding(site, path, message)];
      }),
    );
  },
};
