import type { TextFinding, TextRule } from '../rule.ts';

const opening = '${{';

/** Reports templates in the notation of GitHub Actions, JavaScript and others. */
export const dollarTemplate: TextRule = {
  code: 'lint/dollar-template',
  severity: 'warning',
  title: 'A template in the notation of another tool',
  why: `\`${opening} … }}\` is the syntax of GitHub Actions: the template is rendered, and the dollar sign is sent in front of its value. \`$\{ … }\`, \`{ … }\`, \`<%= … %>\` and \`{% … %}\` are not rendered at all.`,
  example: `"Authorization": "Bearer ${opening} .secrets.TOKEN }}"`,
  fix: '"Authorization": "Bearer {{ .secrets.TOKEN }}"',
  look(text, key, field) {
    if (field !== 'invocationMethod') return [];
    const unrendered = [...unrenderedIn(text), ...tagIn(text)];
    // An amount of money may well start with a dollar sign.
    if (!text.includes(opening) || money.test(text) || money.test(key)) return unrendered;
    const dollars = [...text.matchAll(/([\s\S]?)\$\{\{([^}]*)/g)].flatMap((found): TextFinding[] => {
      const [, before = '', expression = ''] = found;
      if (/\s/.test(before) && /\.(?:properties|response)\b/.test(expression)) return [];
      const start = found.index + before.length;
      const message = `\`${opening}\` is the syntax of GitHub Actions; here the dollar sign would be sent literally. Write \`{{\`.`;
      return [{ message, span: { start, end: start + 3 }, replacement: '{{' }];
    });
    return [...dollars, ...unrendered];
  },
};

/** Paths of templates between the signs of JavaScript, of single braces and of ERB. */
const others =
  /(?:(?<![{$])\{|\$\{(?!\{)|<%=|(?<!\{)\{%[-=]?)\s*(\.?(?:event\.(?:diff|context|trigger)|secrets|run|trigger)\.[^{}%]*?)\s*(?:\}(?!\})|%>|-?%\})/g;

function unrenderedIn(text: string): TextFinding[] {
  if (!/[{%]\s*[=-]?\s*\.?(?:event|secrets|run|trigger)\./.test(text)) return [];
  return [...text.matchAll(others)].map(({ 0: whole, 1: path = '', index }) => {
    const replacement = `{{ ${path.startsWith('.') ? '' : '.'}${path} }}`;
    const message = `\`${whole}\` is sent as it is; a template is written \`${replacement}\`.`;
    return { message, span: { start: index, end: index + whole.length }, replacement };
  });
}

const tag =
  /(?<!\{)\{%[-+]?\s*(if|unless|elif|elsif|else|endif|endunless|for|endfor|set|assign|case|when|endcase|capture)\b[^%]*%\}/;

/** Reports the first tag of Jinja or Liquid; the others belong to it. */
function tagIn(text: string): TextFinding[] {
  const found = text.includes('{%') ? tag.exec(text) : null;
  if (!found) return [];
  const [whole, name = ''] = found;
  const way = name === 'for' ? '… | map(tostring) | join(", ")' : 'if … then … else … end';
  const message = `\`{% ${name} %}\` is a tag of Jinja or Liquid and is sent as it is; write one jq expression, as in \`{{ ${way} }}\`.`;
  return [{ message, span: { start: found.index, end: found.index + whole.length } }];
}

const money = /cost|price|pricing|amount|budget|spen[dt]|bill|usd|dollar|total|saving|fee|invoice|salary|revenue/i;
