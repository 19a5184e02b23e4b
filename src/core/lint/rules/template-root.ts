import { didYouMean } from '../../closest.ts';
import type { AutomationRule } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

const roots = ['inputs', 'trigger', 'event', 'entity', 'action', 'run', 'secrets'];

/** Parts of the event that conditions find at the top. */
const ofEvent = ['diff', 'context', 'resourceType'];

/** Always null in an automation: only a person who starts an action gives inputs, for an entity. */
const empty = ['inputs', 'entity'];

/** Templates that read something the payload does not have at its top. */
export const templateRoot: AutomationRule = {
  code: 'lint/template-root',
  severity: 'warning',
  title: 'A template that reads what it does not have',
  why: 'A template finds the event under .event, while a condition has it as its input. The path is null, always.',
  example: '"{{ .diff.after.title }}"',
  fix: '"{{ .event.diff.after.title }}"',
  check({ templates }) {
    return templates.flatMap((site) =>
      site.paths.flatMap((path) => {
        const [root = ''] = path.steps;
        const text = site.expression.slice(path.start, path.end);
        if (empty.includes(root)) {
          const message = `\`.${root}\` is null in an automation: nobody fills in a form. What happened is in \`.event\`.`;
          return [siteFinding(site, path, message)];
        }
        if (roots.includes(root)) return [];
        if (ofEvent.includes(root)) {
          const message = `\`.${root}\` is null in a template; the event is \`.event\` there, so write \`.event.${root}\`.`;
          return [siteFinding(site, path, message, `.event${text}`)];
        }
        if (root === 'before' || root === 'after') {
          const message = `\`.${root}\` is null in a template; what was and what is stand in \`.event.diff\`, so write \`.event.diff.${root}\`.`;
          return [siteFinding(site, path, message, `.event.diff${text}`)];
        }
        const known = roots.map((one) => `\`.${one}\``).join(', ');
        const message = `\`.${root}\` is null in a template, which has ${known}${didYouMean(root, roots)}`;
        return [siteFinding(site, path, message)];
      }),
    );
  },
};
