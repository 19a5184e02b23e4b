import type { AutomationRule } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';
import { unknownRoot } from '../unknown-root.ts';

const roots = ['id', 'action', 'resourceType', 'trigger', 'context', 'diff'];

/** Fields of an entity that are often expected at the top of the event. */
const entityKeys = ['properties', 'relations', 'identifier', 'title', 'team', 'blueprint', 'scorecards'];

const inAfter = 'What it happened to is in `.diff.after`, and its state before the change in `.diff.before`.';

/** What other tools and templates have at the root, and where it is here. */
const habits: Readonly<Record<string, string>> = {
  entity: 'The entity is in `.diff.after`, and its state before the change in `.diff.before`.',
  run: 'A run is in `.diff.after`, and its state before the change in `.diff.before`.',
  inputs: 'The inputs of a run are in `.diff.after.properties`.',
  payload: inAfter,
  data: inAfter,
  body: inAfter,
  object: inAfter,
  resource: inAfter,
  secrets: 'Secrets are for templates only.',
};

/** Reports conditions that read a top-level field that events do not have. */
export const conditionRoot: AutomationRule = {
  code: 'lint/condition-root',
  severity: 'warning',
  isCause: true,
  title: 'A condition that reads a field that no event has',
  why: 'The input of a condition is the event itself; only templates find it under .event. The path is always null.',
  example: '".event.diff.after.properties.status == \\"open\\""',
  fix: '".diff.after.properties.status == \\"open\\""',
  check({ conditions }) {
    return conditions.flatMap((site) =>
      site.paths.flatMap((path) => {
        const [root = '', second] = path.steps;
        if (roots.includes(root)) return [];
        const text = site.expression.slice(path.start, path.end);
        if (root === 'event' && second !== undefined && roots.includes(second) && text.startsWith('.event.')) {
          const message = `The input of a condition is the event itself, so \`.event\` is null; write \`.${second}\` instead of \`.event.${second}\`.`;
          return [siteFinding(site, path, message, text.slice('.event'.length))];
        }
        if (entityKeys.includes(root)) {
          const message = `\`.${root}\` is null in a condition: the input is the event, and the entity is in \`.diff.after\` or \`.diff.before\`.`;
          return [siteFinding(site, path, message, `.diff.after${text}`)];
        }
        if (root === 'before' || root === 'after') {
          const message = `\`.${root}\` is null in a condition; write \`.diff.${root}\`.`;
          return [siteFinding(site, path, message, `.diff${text}`)];
        }
        const habit = Object.hasOwn(habits, root) ? habits[root] : undefined;
        if (habit !== undefined) {
          const message = `\`.${root}\` is null in a condition: the input is the event. ${habit}`;
          return [siteFinding(site, path, message)];
        }
        return [unknownRoot(site, path, root, { roots, where: 'in a condition', fields: 'the fields of an event' })];
      }),
    );
  },
};
