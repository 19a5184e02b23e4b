import { habitOf } from './functions.ts';

/** What a pattern found: as it is written, without the contents of its strings, and whether it is all there is. */
export type Found = { written: string; code: string; isWhole: boolean };

/** A habit from another language, found in code without its strings. */
export type Slip = { pattern: RegExp; message: string; replace?: (found: Found) => string };

/** Functions of Go's templates, Sprig's among them, that take arguments. */
const goFunctions = (
  'trunc truncate default replace printf join split trimPrefix trimSuffix trimAll indent nindent date dateInZone ' +
  'contains hasPrefix hasSuffix substr abbrev ternary repeat cat wrap ' +
  'regexReplaceAll regexMatch add sub mul div eq ne'
).split(' ');

const goPipe =
  'this is a pipe of the template language of Go; jq writes arguments in parentheses, as in split(","), the first 500 ' +
  'characters as .[:500], and a default as // "none"';

/** Habits from other languages, each of which jq refuses. */
export const slips: readonly Slip[] = [
  {
    pattern: /^\s*(?:if\s+(?:eq|ne|lt|gt|le|ge|and|or|not)\b|else\s*$|end\s*$|range\s|with\s|define\s)/g,
    message: 'this is the template language of Go; write one jq expression: {{ if … then … else … end }}',
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
    // jq gives no function an argument without parentheses.
    pattern: new RegExp(`\\|\\s*(?:${goFunctions.join('|')})\\s+(?:"|-?\\d)`, 'g'),
    message: goPipe,
  },
  {
    // What stands before the dot is looked at behind it: at each letter of a long word it would be looked at anew.
    pattern: /\.(?<=(?:[A-Za-z_]\w*|[\]")])\.)\d+(?=\.[A-Za-z_]|(?![\w.]))/g,
    message: 'jq writes the element of a list as [0], not as .0',
    replace: ({ code }) => `[${code.slice(1)}]`,
  },
  { pattern: /\s?\|\|\s?/g, message: 'jq writes `or`, not ||', replace: () => ' or ' },
  { pattern: /\s?&&\s?/g, message: 'jq writes `and`, not &&', replace: () => ' and ' },
  { pattern: /[=!]==/g, message: 'jq writes == and !=, without a third sign', replace: ({ code }) => code.slice(0, 2) },
  {
    pattern: /(?<![\w.$@])(?:secrets|event|trigger|diff|context)(?=\.)/g,
    message: 'a path begins with a dot, and with nothing before it',
    replace: ({ code }) => `.${code}`,
  },
  {
    pattern: /\.[A-Za-z_]\w*-[A-Za-z_][\w-]*(?![\w(])/g,
    message: 'a name with - in it stands in quotes, as in ."on-call"',
    replace: ({ code }) => `."${code.slice(1)}"`,
  },
  { pattern: /\?\?/g, message: 'jq writes the alternative operator as //', replace: () => '//' },
  {
    pattern: /(?<![\w.$@])(?:True|TRUE|False|FALSE|None|NULL|Null|nil|undefined)(?![\w(]|\s*:)/g,
    message: 'jq writes true, false and null, in small letters',
    replace: ({ code }) => habitOf(code) ?? code,
  },
  {
    pattern: /(?<![\w.)\]"?])(?:\.[A-Za-z_]\w*)+\s+(?:not\s+)?in\s*\[[^[\]]*\]/g,
    message: 'jq asks whether a value is one of several with IN, as in .x | IN("a", "b")',
    replace({ written, isWhole }) {
      const [, path = '', not, list = ''] = /^(\S+)\s+(not\s+)?in\s*\[([\s\S]*)\]$/.exec(written) ?? [];
      return piped(`${path} | IN(${list.trim()})${not ? ' | not' : ''}`, isWhole);
    },
  },
  {
    pattern: /(?<![\w.)\]"?])(?:\.[A-Za-z_]\w*)+\([^()]*\)/g,
    message: 'a function stands behind a pipe, as in .x | startswith("a")',
    replace({ written, isWhole }) {
      const [, path = '', name = '', given = ''] = /^(.*?)\.(\w+)\(([\s\S]*)\)$/.exec(written) ?? [];
      const call = `${habitOf(name) ?? name}${given.trim() === '' ? '' : `(${given})`}`;
      return path === '' ? call : piped(`${path} | ${call}`, isWhole);
    },
  },
  {
    pattern: /^[^?|;]*\s\?\s[^?:|;]*\s:\s[^?:|;]*$/g,
    message: 'jq writes a choice as if … then … else … end',
    replace({ written, code }) {
      const [question, colon] = [code.indexOf('?'), code.lastIndexOf(':')];
      const parts = [written.slice(0, question), written.slice(question + 1, colon), written.slice(colon + 1)];
      const [test, yes, no] = parts.map((part) => part.trim());
      return `if ${test} then ${yes} else ${no} end`;
    },
  },
];

/** A pipe reaches as far as it can, so what stands beside it must be kept out. */
function piped(text: string, isWhole: boolean): string {
  return isWhole ? text : `(${text})`;
}
