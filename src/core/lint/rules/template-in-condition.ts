import type { AutomationRule } from '../rule.ts';

/** Reports templates inside conditions. */
export const templateInCondition: AutomationRule = {
  code: 'lint/template-in-condition',
  severity: 'warning',
  isCause: true,
  title: 'A template in a condition',
  why: 'A condition is jq itself. Templates in it are not rendered, so braces in its strings are compared literally.',
  example: '".diff.after.title == \\"{{ .event.diff.before.title }}\\""',
  fix: '".diff.after.title == .diff.before.title"',
  check({ conditions }) {
    return conditions.flatMap(({ expression, path, part, start, isBroken }) => {
      // That it does not compile says the same.
      if (isBroken) return [];
      const found = /\{\{.*?\}\}/s.exec(expression);
      if (!found) return [];
      const span = { start: start + found.index, end: start + found.index + found[0].length };
      const message =
        'A condition is jq itself, so templates are not rendered; write the expression without {{ and }}.';
      return [{ message, path, part, span }];
    });
  },
};
