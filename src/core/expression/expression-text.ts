/**
 * Blanks out the contents of strings and comments in a jq expression, keeping every character at its offset, so that
 * the rest can be searched for operators and paths. Code inside interpolations `\( … )` stays.
 */
export function codeOf(expression: string): string {
  return scan(expression, () => {});
}

/** Finds the comments of a jq expression, from `#` to the line break or the end of the text. */
export function commentsOf(expression: string): { start: number; end: number }[] {
  const comments: { start: number; end: number }[] = [];
  if (expression.includes('#')) scan(expression, (start, end) => comments.push({ start, end }));
  return comments;
}

function scan(expression: string, onComment: (start: number, end: number) => void): string {
  if (!expression.includes('"') && !expression.includes('#')) return expression;
  const { length } = expression;
  let code = '';
  let copied = 0;
  const blank = (from: number, to: number) => {
    code += expression.slice(copied, from) + ' '.repeat(to - from);
    copied = to;
  };
  // One entry per open string: the number of open parentheses in its current interpolation.
  const strings: number[] = [];
  let inString = false;
  for (let at = 0; at < length; at += 1) {
    const unit = expression[at];
    if (inString) {
      if (unit === '\\' && expression[at + 1] === '(') {
        blank(at, at + 1);
        strings.push(0);
        inString = false;
        at += 1;
      } else if (unit === '\\') {
        blank(at, Math.min(at + 2, length));
        at += 1;
      } else if (unit === '"') {
        inString = false;
      } else {
        const start = at;
        while (at + 1 < length && expression[at + 1] !== '"' && expression[at + 1] !== '\\') at += 1;
        blank(start, at + 1);
      }
    } else if (unit === '"') {
      inString = true;
    } else if (unit === '#') {
      const end = commentEnd(expression, at);
      onComment(at, end);
      blank(at, end);
      at = end;
    } else if (strings.length > 0 && (unit === '(' || unit === ')')) {
      const open = (strings.pop() ?? 0) + (unit === '(' ? 1 : -1);
      if (open < 0) inString = true;
      else strings.push(open);
    }
  }
  return code + expression.slice(copied);
}

/** The end of a comment: a line break, unless an odd number of backslashes before it continues the comment. */
function commentEnd(expression: string, start: number): number {
  for (let at = start; ; ) {
    const newline = expression.indexOf('\n', at);
    if (newline === -1) return expression.length;
    const escapes = /\\*\r?$/.exec(expression.slice(start, newline))?.[0].replace('\r', '').length ?? 0;
    if (escapes % 2 === 0) return newline;
    at = newline + 1;
  }
}
