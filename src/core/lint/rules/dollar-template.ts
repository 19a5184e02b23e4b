import type { TextFinding, TextRule } from '../rule.ts';

const opening = '${{';

/** Reports templates written as GitHub Actions expressions. */
export const dollarTemplate: TextRule = {
  code: 'lint/dollar-template',
  severity: 'warning',
  title: 'A template that starts with a dollar sign',
  why: 'That is the syntax of GitHub Actions. Here, the template is rendered and the dollar sign is sent in front of its value.',
  example: `"Authorization": "Bearer ${opening} .secrets.TOKEN }}"`,
  fix: '"Authorization": "Bearer {{ .secrets.TOKEN }}"',
  look(text, key, field) {
    // An amount of money may well start with a dollar sign.
    if (field !== 'invocationMethod' || !text.includes(opening) || money.test(text) || money.test(key)) return [];
    return [...text.matchAll(/([\s\S]?)\$\{\{([^}]*)/g)].flatMap((found): TextFinding[] => {
      const [, before = '', expression = ''] = found;
      if (/\s/.test(before) && /\.(?:properties|response)\b/.test(expression)) return [];
      const start = found.index + before.length;
      const message = `\`${opening}\` is the syntax of GitHub Actions; here the dollar sign would be sent literally. Write \`{{\`.`;
      return [{ message, span: { start, end: start + 3 }, replacement: '{{' }];
    });
  },
};

const money = /cost|price|pricing|amount|budget|spen[dt]|bill|usd|dollar|total|saving|fee|invoice|salary|revenue/i;
