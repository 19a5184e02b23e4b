import type { TextFinding, TextRule } from '../rule.ts';

const opening = '${{';

/** Templates as GitHub's workflows have them. */
export const dollarTemplate: TextRule = {
  code: 'lint/dollar-template',
  severity: 'warning',
  title: 'A template with a dollar sign before it',
  why: 'That is the form of GitHub’s workflows. Here the template is rendered and the dollar sign sent before its value.',
  example: `"Authorization": "Bearer ${opening} .secrets.TOKEN }}"`,
  fix: '"Authorization": "Bearer {{ .secrets.TOKEN }}"',
  look(text, key, field) {
    // A sum of money has its dollar sign rightly.
    if (field !== 'invocationMethod' || !text.includes(opening) || money.test(text) || money.test(key)) return [];
    return [...text.matchAll(/([\s\S]?)\$\{\{([^}]*)/g)].flatMap((found): TextFinding[] => {
      const [, before = '', expression = ''] = found;
      if (/\s/.test(before) && /\.(?:properties|response)\b/.test(expression)) return [];
      const start = found.index + before.length;
      const message = `\`${opening}\` is how GitHub’s workflows begin a template; here the dollar sign is sent, so write \`{{\`.`;
      return [{ message, span: { start, end: start + 3 }, replacement: '{{' }];
    });
  },
};

const money = /cost|price|pricing|amount|budget|spen[dt]|bill|usd|dollar|total|saving|fee|invoice|salary|revenue/i;
