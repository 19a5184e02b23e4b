import type { AutomationRule } from '../rule.ts';

/** Templates where jq itself stands. */
export const templateInCondition: AutomationRule = {
  code: 'lint/template-in-condition',
  severity: 'warning',
  title: 'A template in a condition',
  why: 'A condition is jq itself; nothing is rendered into it, so braces in its texts are compared as they stand.',
  example: '".diff.after.title == \\"{{ .event.diff.before.title }}\\""',
  fix: '".diff.after.title == .diff.before.title"',
  check({ conditions }) {
    return conditions.flatMap(({ expression, path, part, start }) => {
      const found = /\{\{.*?\}\}/s.exec(expression);
      if (!found) return [];
      const span = { start: start + found.index, end: start + found.index + found[0].length };
      const message = 'A condition is jq itself: no template is rendered here. Write the jq without {{ and }}.';
      return [{ message, path, part, span }];
    });
  },
};
