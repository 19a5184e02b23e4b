import { codeOf } from './text.ts';

/** What somebody probably meant who wrote an expression that does not compile. */
export type JqHint = {
  /** The end of a sentence. */
  message: string;
  /** Where the mistake starts in the expression, in UTF-16 offsets, and how long it is. */
  start: number;
  length: number;
  /** The expression as it was meant, when that is a matter of rewriting. */
  fixed?: string;
};

type Slip = { pattern: RegExp; message: string; replace?: (found: string) => string };

/** Habits from other languages, each of which jq refuses; the patterns look at code without its strings. */
const slips: readonly Slip[] = [
  {
    pattern: /^\s*(?:if\s+(?:eq|ne|lt|gt|le|ge|and|or|not)\b|else\s*$|end\s*$|range\s|with\s|define\s)/g,
    message: 'this is the template language of Go; write one jq expression: {{ if … then … else … end }}',
  },
  {
    // What stands before the dot is looked at behind it: at each letter of a long word it would be looked at anew.
    pattern: /\.(?<=(?:[A-Za-z_]\w*|[\]")])\.)\d+(?=\.[A-Za-z_]|(?![\w.]))/g,
    message: 'jq writes the element of a list as [0], not as .0',
    replace: (found) => `[${found.slice(1)}]`,
  },
  { pattern: /\s?\|\|\s?/g, message: 'jq writes `or`, not ||', replace: () => ' or ' },
  { pattern: /\s?&&\s?/g, message: 'jq writes `and`, not &&', replace: () => ' and ' },
  { pattern: /[=!]==/g, message: 'jq writes == and !=, without a third sign', replace: (found) => found.slice(0, 2) },
  {
    pattern: /(?<![\w.$@])(?:secrets|event|trigger|diff|context)(?=\.)/g,
    message: 'a path begins with a dot, and with nothing before it',
    replace: (found) => `.${found}`,
  },
  {
    pattern: /\.[A-Za-z_]\w*-[A-Za-z_][\w-]*(?![\w(])/g,
    message: 'a name with - in it stands in quotes, as in ."on-call"',
    replace: (found) => `."${found.slice(1)}"`,
  },
  { pattern: /\?\?/g, message: 'jq writes the alternative operator as //', replace: () => '//' },
];

/** Looks for a habit from another language in an expression that does not compile. */
export function jqHint(expression: string): JqHint | null {
  const code = codeOf(expression);
  let first: { start: number; length: number; message: string } | undefined;
  const edits: { start: number; end: number; text: string }[] = [];
  for (const { pattern, message, replace } of slips) {
    for (const match of code.matchAll(pattern)) {
      const blank = match[0].length - match[0].trimStart().length;
      const found = { start: match.index + blank, length: match[0].trim().length, message };
      if (!first || found.start < first.start) first = found;
      if (replace) edits.push({ start: match.index, end: match.index + match[0].length, text: replace(match[0]) });
    }
  }
  if (!first) return null;
  if (edits.length === 0) return first;
  let fixed = expression;
  for (const edit of edits.sort((a, b) => b.start - a.start)) {
    fixed = fixed.slice(0, edit.start) + edit.text + fixed.slice(edit.end);
  }
  return { ...first, fixed };
}
