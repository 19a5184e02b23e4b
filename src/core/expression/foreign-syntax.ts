import { type CommonMistake, piped } from './common-mistake.ts';
import { jqNameFor } from './unknown-function.ts';

const path = String.raw`(?<![\w.)\]"?])(?:\.[A-Za-z_]\w*)+`;
const literal = String.raw`(?:"[^"]*"|-?\d+(?:\.\d+)?|true\b|false\b|null\b)`;

/** Operators, words and signs that other languages have but jq does not. */
export const foreignSyntax: readonly CommonMistake[] = [
  {
    pattern: /\{%[-+=]?|<%[-=]?/g,
    message: ({ code }) =>
      `\`${code}\` begins a tag of ${code.startsWith('{') ? 'Jinja or Liquid' : 'ERB'}; write one jq expression, as in if … then … else … end`,
  },
  {
    pattern: /(?<![\w.$@])(?:github|vars|matrix|steps|needs|runner)(?=\.[A-Za-z_])/g,
    message: ({ code }) =>
      `\`${code}\` is a context of GitHub Actions, which does not exist here; read the event instead`,
  },
  {
    // Behind a comparison, it is a second value to compare with.
    pattern:
      /(?<![=!<>]\s{0,9})(?<![\w.)\]"?])(?:\.[A-Za-z_]\w*)+\s*\|\|\s*(?:"[^"]*"|-?\d+(?:\.\d+)?|\[\])(?=\s*(?:$|[)|]))/g,
    message: 'in jq, a default follows //, not ||',
    replace: ({ written }) => written.replace(/\s*\|\|\s*/, ' // '),
  },
  {
    pattern: /(?<![\w.$@])(?:AND|And|OR|Or)(?![\w(]|\s*:)/g,
    message: ({ code }) => `in jq, \`${code.toLowerCase()}\` is lower case`,
    replace: ({ code }) => code.toLowerCase(),
  },
  {
    pattern: /(?<![\w.$@])NOT(?=\s)/g,
    message: 'in jq, a negation follows what it negates, as in .x | not',
  },
  {
    pattern: new RegExp(
      String.raw`(?<=[\w)\]"]\s{1,9})(?:is|IS)(?:\s+(?:not|NOT))?(?=\s+${literal})(?!\s+(?:not\s+)?null)`,
      'g',
    ),
    message: ({ code }) => `jq has no \`${code.replace(/\s+/, ' ')}\`; write ${/not/i.test(code) ? '!=' : '=='}`,
    replace: ({ code }) => (/not/i.test(code) ? '!=' : '=='),
  },
  {
    pattern: /(?<=[\w)\]"]\s{1,9})(?:not\s+)?equals?(?:\s+to)?(?=\s+["\d.-])/gi,
    message: ({ code }) => `jq has no \`${code.replace(/\s+/g, ' ')}\`; write ${/^not/i.test(code) ? '!=' : '=='}`,
    replace: ({ code }) => (/^not/i.test(code) ? '!=' : '=='),
  },
  {
    pattern: new RegExp(`${path}\\s+(?:contains|starts_?with|ends_?with|matches|includes)\\s+"[^"]*"`, 'gi'),
    message: 'in jq, arguments go in parentheses after a pipe, as in .x | startswith("a")',
    replace({ written, isWhole }) {
      const [, read = '', name = '', given = ''] = /^(\S+)\s+(\w+)\s+([\s\S]*)$/.exec(written) ?? [];
      return piped(`${read} | ${jqNameFor(name) ?? name.toLowerCase()}(${given})`, isWhole);
    },
  },
  { pattern: /<>/g, message: 'in jq, write != for not equal, not <>', replace: () => '!=' },
  { pattern: /=!(?!=)/g, message: 'in jq, write !=, with the exclamation mark first', replace: () => '!=' },
  {
    pattern: /(?<![\w.])\d+(?:\.\d+)?%(?=\s*(?:$|\)|and\b|or\b))/g,
    message: 'in jq, % is the remainder of a division; write the number without it',
    replace: ({ code }) => code.slice(0, -1),
  },
  {
    pattern: /\$(?=\.[A-Za-z_])/g,
    message: 'a path starts with a dot, without the dollar sign of JSONPath',
    replace: () => '',
  },
  { pattern: /(?<!\s)\s*,\s*$/g, message: 'an expression does not end with a comma', replace: () => '' },
  {
    pattern:
      /(?<!\s)\s*(?<=(?:[=!<>]=|[<>])\s{0,9}(?:"[^"\n]*"|[\w.]{1,200})\s{0,9})\/\/\s*(?!null\b|true\b|false\b|empty\b)[A-Za-z][^\n"|/]*$/gm,
    message: 'in jq, // is an operator and does not start a comment; remove the comment',
    replace: () => '',
  },
  {
    pattern: /(?<![\w.$@])(?:let|const|var)\s+\w+\s*=/g,
    message: 'jq has no assignments like this; a variable is written .x as $name | …',
  },
  {
    pattern: /`[^`"]*`/g,
    message: 'strings need double quotes, not backticks',
    replace: ({ written }) => (written.includes('$' + '{') ? undefined : `"${written.slice(1, -1)}"`),
  },
  {
    pattern: /(?<=[(,;:[=<>]\s{0,9})'[^'"]*'(?=\s*[),;\]}=!<>|]|\s*$)/g,
    message: 'strings need double quotes, not single ones',
    replace: ({ written }) => `"${written.slice(1, -1)}"`,
  },
  {
    pattern: /(?<![\w.$@])[A-Za-z_]\w*\(\s*\)/g,
    message: 'in jq, a function without arguments has no parentheses',
    replace: ({ code }) => code.replace(/\(\s*\)$/, '').replace(/^\w+/, (name) => jqNameFor(name) ?? name),
  },
  {
    pattern: /^\s*(?:-\s|\.(?:event|secrets|run|trigger)\b)[\s\S]*\s-\s*$/g,
    message: '{{- and -}} are from Go templates; write {{ and }}',
    replace: ({ written }) => ` ${written.trim().replace(/^-\s+|\s*-$/g, '')} `,
  },
  {
    pattern: /^\s*printf\s+"[^"]*"\s+(?:\.[A-Za-z_]\w*)+\s*$/g,
    message: 'printf is a function of Go templates; write the text around the template instead',
    replace: ({ written }) => /^\s*printf\s+"%[sv]"\s+(\S+)\s*$/.exec(written)?.[1],
  },
];
