import { jqNameFor } from './functions.ts';

/**
 * A match of a pattern: the text as written, the same without the contents of its strings, and whether it is the whole
 * expression.
 */
export type MistakeMatch = { written: string; code: string; isWhole: boolean };

/** A mistake typical of users of another language, found in code without its strings. */
export type CommonMistake = { pattern: RegExp; message: string; replace?: (found: MistakeMatch) => string };

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
    pattern: /^\s*(?:if\s+(?:eq|ne|lt|gt|le|ge|and|or|not)\b|else\s*$|end\s*$|range\s|with\s|define\s)/g,
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
    message: 'in jq, a default is // "none"',
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
    message: 'a dollar sign with braces is from shells and JavaScript; here a path stands for itself',
    replace: ({ code }) => code.slice(2, -1).trim(),
  },
  {
    pattern: /\$(?:event|input|entity|trigger|diff|context|run|secrets|after|before)(?=\.)/g,
    message: 'there is no such variable; a path begins with a dot',
    replace: ({ code }) => `.${code.slice(1)}`,
  },
  { pattern: /\s*;\s*$/g, message: 'an expression does not end with a semicolon', replace: () => '' },
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
    message: 'in jq, true, false and null are lower case',
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
    pattern: /(?<![\w.)\]"?])(?:\.[A-Za-z_]\w*)+\([^()]*\)/g,
    message: 'in jq, a function follows a pipe, as in .x | startswith("a")',
    replace({ written, isWhole }) {
      const [, path = '', name = '', given = ''] = /^(.*?)\.(\w+)\(([\s\S]*)\)$/.exec(written) ?? [];
      const call = `${jqNameFor(name) ?? name}${given.trim() === '' ? '' : `(${given})`}`;
      return path === '' ? call : piped(`${path} | ${call}`, isWhole);
    },
  },
  {
    pattern: /^[^?|;]*\s\?\s[^?:|;]*\s:\s[^?:|;]*$/g,
    message: 'in jq, write a choice as if … then … else … end',
    replace({ written, code }) {
      const [question, colon] = [code.indexOf('?'), code.lastIndexOf(':')];
      const parts = [written.slice(0, question), written.slice(question + 1, colon), written.slice(colon + 1)];
      const [test, yes, no] = parts.map((part) => part.trim());
      return `if ${test} then ${yes} else ${no} end`;
    },
  },
];

/** A pipe extends as far as possible, so it needs parentheses next to other code. */
function piped(text: string, isWhole: boolean): string {
  return isWhole ? text : `(${text})`;
}
