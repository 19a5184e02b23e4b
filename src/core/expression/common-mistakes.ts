import { type CommonMistake, type MistakeMatch, piped } from './common-mistake.ts';
import { foreignSyntax } from './foreign-syntax.ts';
import { jqNameFor } from './unknown-function.ts';

/** Functions of Go templates, including Sprig, that take arguments. */
const goFunctions = (
  'trunc truncate default replace printf join split trimPrefix trimSuffix trimAll indent nindent date dateInZone ' +
  'contains hasPrefix hasSuffix substr abbrev ternary repeat cat wrap ' +
  'regexReplaceAll regexMatch add sub mul div eq ne'
).split(' ');

const goPipe =
  'this is a Go template pipe; in jq, arguments go in parentheses, as in split(","), the first 500 characters are ' +
  '.[:500], and a default is // "none"';

/** Common mistakes from other languages, all of which jq rejects. */
export const commonMistakes: readonly CommonMistake[] = [
  {
    // Of a list, most want text.
    pattern: /^\s*range\s+(?:\$\w+\s*(?:,\s*\$\w+\s*)?:=\s*)?(?:\.[A-Za-z_]\w*)*/g,
    message: ({ code }) => {
      const list = /(?:\.[A-Za-z_]\w*)+$/.exec(code)?.[0] ?? '.x';
      return `jq has no loop over templates; write the items of a list as text: {{ ${list} | map(tostring) | join(", ") }}`;
    },
  },
  {
    pattern: /^\s*(?:if\s+(?:eq|ne|lt|gt|le|ge|and|or|not)\b|else\s*$|end\s*$|with\s|define\s)/g,
    message: 'this is Go template syntax; write one jq expression: {{ if … then … else … end }}',
  },
  {
    pattern: /\|\s*trunc(?:ate)?\s+\d+/g,
    message: goPipe,
    replace: ({ code }) => `| .[:${/\d+/.exec(code)?.[0]}]`,
  },
  {
    pattern: /\|\s*default\s+(?:"[^"]*"|-?\d+|true\b|false\b)/g,
    message: goPipe,
    replace: ({ written }) => `// ${written.replace(/^\|\s*default\s+/, '')}`,
  },
  {
    pattern: /\|\s*default\(\s*(?:"[^"]*"|'[^']*'|-?\d+|true|false)\s*\)/g,
    message: 'in jq, a default is written // "none"',
    replace: ({ written }) => `// ${written.replace(/^\|\s*default\(\s*|\s*\)$/g, '').replaceAll("'", '"')}`,
  },
  {
    // In jq, arguments always need parentheses.
    pattern: new RegExp(`\\|\\s*(?:${goFunctions.join('|')})\\s+(?:"|-?\\d)`, 'g'),
    message: goPipe,
  },
  {
    // A lookbehind from the dot, so that a long word is not searched again from each of its letters.
    pattern: /\.(?<=(?:[A-Za-z_]\w*|[\]")])\.)\d+(?=\.[A-Za-z_]|(?![\w.]))/g,
    message: 'in jq, the element of a list is [0], not .0',
    replace: ({ code }) => `[${code.slice(1)}]`,
  },
  ...foreignSyntax,
  { pattern: /\s?\|\|\s?/g, message: 'in jq, write `or`, not ||', replace: () => ' or ' },
  { pattern: /\s?&&\s?/g, message: 'in jq, write `and`, not &&', replace: () => ' and ' },
  {
    pattern: /[=!]==/g,
    message: 'in jq, write == or !=, without a third character',
    replace: ({ code }) => code.slice(0, 2),
  },
  {
    pattern: /(?<![\w.$@])(?:secrets|event|trigger|diff|context)(?=\.)/g,
    message: 'a path must start with a dot',
    replace: ({ code }) => `.${code}`,
  },
  {
    pattern: /\.[A-Za-z_]\w*-[A-Za-z_][\w-]*(?![\w(])/g,
    message: 'a name with - in it needs quotes, as in ."on-call"',
    replace: ({ code }) => `."${code.slice(1)}"`,
  },
  {
    pattern: /!\s*(?:\.[A-Za-z_]\w*)+(?=\s*(?:$|\)|and\b|or\b|\|))/g,
    message: 'in jq, a negation follows what it negates, as in .x | not',
    replace: ({ written, isWhole }) => piped(`${written.slice(1).trim()} | not`, isWhole),
  },
  { pattern: /!(?=\s*[.(])/g, message: 'in jq, a negation follows what it negates, as in .x | not' },
  {
    pattern: /\$\{\s*(?:\.[A-Za-z_]\w*)+\s*\}/g,
    message: 'a dollar sign with braces is syntax from shells and JavaScript; here, write just the path',
    replace: ({ code }) => code.slice(2, -1).trim(),
  },
  {
    pattern: /\$(?:event|input|entity|trigger|diff|context|run|secrets|after|before)(?=\.)/g,
    message: 'there is no such variable; a path begins with a dot',
    replace: ({ code }) => `.${code.slice(1)}`,
  },
  { pattern: /(?<!\s)\s*;\s*$/g, message: 'an expression does not end with a semicolon', replace: () => '' },
  {
    pattern: /(?<![\w.)\]"?])(?:\.[A-Za-z_]\w*)+\s*=~\s*"[^"]*"/g,
    message: 'in jq, a pattern is the argument of test, as in .x | test("a")',
    replace({ written, isWhole }) {
      const [path = '', pattern = ''] = written.split(/\s*=~\s*/);
      return piped(`${path} | test(${pattern})`, isWhole);
    },
  },
  {
    pattern: /\bis\s+(?:not\s+)?null\b/gi,
    message: 'in jq, write == null or != null',
    replace: ({ code }) => (/not/i.test(code) ? '!= null' : '== null'),
  },
  {
    pattern: /\b(?:not\s+)?like\s+"/gi,
    message: 'jq has no like; write test with a regular expression, as in .x | test("^a")',
  },
  { pattern: /\?\?/g, message: 'in jq, the alternative operator is //', replace: () => '//' },
  {
    pattern: /(?<![\w.$@])(?:True|TRUE|False|FALSE|None|NULL|Null|nil|undefined)(?![\w(]|\s*:)/g,
    message: ({ code }) => {
      const meant = jqNameFor(code) ?? code;
      return code.toLowerCase() === meant
        ? `in jq, \`${meant}\` is lower case`
        : `jq has no \`${code}\`; write \`${meant}\``;
    },
    replace: ({ code }) => jqNameFor(code) ?? code,
  },
  {
    pattern: /(?<![\w.)\]"?])(?:\.[A-Za-z_]\w*)+\s+(?:not\s+)?in\s*\[[^[\]]*\]/g,
    message: 'in jq, use IN to check for one of several values, as in .x | IN("a", "b")',
    replace({ written, isWhole }) {
      const [, path = '', not, list = ''] = /^(\S+)\s+(not\s+)?in\s*\[([\s\S]*)\]$/.exec(written) ?? [];
      return piped(`${path} | IN(${list.trim()})${not ? ' | not' : ''}`, isWhole);
    },
  },
  {
    pattern: /(?<![\w.$@])includes?\([^()]+\)/g,
    message: ({ written }) => `jq has no \`includes\`; write \`${includes(written)}\`, for a text as for a list`,
    replace: ({ written }) => `(${includes(written)})`,
  },
  {
    pattern: /(?<![\w.)\]"?])(?:\.[A-Za-z_]\w*)+\([^()]*\)/g,
    message: (found) => `in jq, a function follows a pipe; write \`${calledBehindPipe({ ...found, isWhole: true })}\``,
    replace: calledBehindPipe,
  },
  {
    pattern: /^[^?|;]*\s\?\s[^?:|;]*\s:\s[^?:|;]*$/g,
    message: 'in jq, write a conditional as if … then … else … end',
    replace({ written, code }) {
      const [question, colon] = [code.indexOf('?'), code.lastIndexOf(':')];
      const parts = [written.slice(0, question), written.slice(question + 1, colon), written.slice(colon + 1)];
      const [test, yes, no] = parts.map((part) => part.trim());
      return `if ${test} then ${yes} else ${no} end`;
    },
  },
];

/** `.x.startsWith("a")` as jq has it. */
function calledBehindPipe({ written, isWhole }: MistakeMatch): string {
  const [, path = '', name = '', given = ''] = /^(.*?)\.(\w+)\(([\s\S]*)\)$/.exec(written) ?? [];
  const isSearch = /^includes?$/.test(name) && given.trim() !== '';
  const call = isSearch ? includes(written) : `${jqNameFor(name) ?? name}${given.trim() === '' ? '' : `(${given})`}`;
  return path === '' ? call : piped(`${path} | ${call}`, isWhole);
}

/** `contains` of a text and of a list take different arguments, and the type is not known here. */
function includes(written: string): string {
  return `index(${written.slice(written.indexOf('(') + 1, -1)}) != null`;
}
