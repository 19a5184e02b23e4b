import { tokensOf } from './tokenize.ts';

/**
 * Blanks out the contents of strings and comments in a jq expression, keeping every character at its offset, so that
 * the rest can be searched for operators and paths. Code inside interpolations `\( … )` stays. Works for text that is
 * not valid jq, too.
 */
export function codeOf(expression: string): string {
  if (!expression.includes('"') && !expression.includes('#')) return expression;
  let code = '';
  let copied = 0;
  const blank = (start: number, end: number) => {
    code += expression.slice(copied, start) + ' '.repeat(end - start);
    copied = end;
  };
  let isText = false;
  for (const { kind, start, end } of tokensOf(expression)) {
    // An unfinished escape at the end of an open string is invalid, but no code.
    if (kind === 'text' || kind === 'comment' || (kind === 'invalid' && isText)) blank(start, end);
    else if (kind === 'open') blank(start, start + 1);
    isText = kind === 'text' || (kind === 'quote' && !isText);
  }
  return code + expression.slice(copied);
}

/** Finds the comments of a jq expression, from `#` to the line break or the end of the text. */
export function commentsOf(expression: string): { start: number; end: number }[] {
  if (!expression.includes('#')) return [];
  return tokensOf(expression).filter(({ kind }) => kind === 'comment');
}
