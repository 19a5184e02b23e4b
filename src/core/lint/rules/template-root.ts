import type { AutomationRule } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';
import { unknownRoot } from '../unknown-root.ts';

const roots = ['inputs', 'trigger', 'event', 'entity', 'action', 'run', 'secrets'];

/** Fields of the event that conditions find at the root. */
const eventKeys = ['diff', 'context', 'resourceType'];

/** Always null in an automation: only self-service actions have inputs and an entity. */
const empty = ['inputs', 'entity'];

/** Reports templates that read a field that does not exist at their root. */
export const templateRoot: AutomationRule = {
  code: 'lint/template-root',
  severity: 'warning',
  title: 'A template that reads a field that does not exist',
  why: 'A template finds the event under .event, while a condition has it as its input. The path is always null.',
  example: '"{{ .diff.after.title }}"',
  fix: '"{{ .event.diff.after.title }}"',
  check({ templates }) {
    return templates.flatMap((site) =>
      site.paths.flatMap((path) => {
        const [root = ''] = path.steps;
        const text = site.expression.slice(path.start, path.end);
        if (empty.includes(root)) {
          const message = `\`.${root}\` is null in an automation, because there is no form to fill in; the event is in \`.event\`.`;
          return [siteFinding(site, path, message)];
        }
        if (roots.includes(root)) return [];
        if (eventKeys.includes(root)) {
          const message = `\`.${root}\` is null in a template, where the event is in \`.event\`; write \`.event.${root}\`.`;
          return [siteFinding(site, path, message, `.event${text}`)];
        }
        if (root === 'before' || root === 'after') {
          const message = `\`.${root}\` is null in a template; write \`.event.diff.${root}\`.`;
          return [siteFinding(site, path, message, `.event.diff${text}`)];
        }
        return [unknownRoot(site, path, root, { roots, where: 'in a template', fields: 'the fields' })];
      }),
    );
  },
};
