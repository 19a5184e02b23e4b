/** jq's tokens by its own lexer (jq 1.8), longest first; strings, comments and white space are met before. */
const token =
  /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|@\w+|[.$]?[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*|\?\/\/|\/\/=|\.\.|[=!<>|+*/%-]=|\/\/|./suy;

/**
 * An expression as its tokens with one space between them: two expressions that are equal so are the same program,
 * however they are laid out and commented. Where layout may matter it stays as written: a difference too many is shown
 * rather than one too few.
 */
export function jqMeaning(expression: string): string {
  // Single quotes are no jq: Port's rewriting of them looks at the white space around, and inside it all counts.
  if (expression.includes("'")) return expression;
  const tokens: string[] = [];
  for (let at = 0; at < expression.length; ) {
    const unit = expression[at] ?? '';
    let end: number | null;
    if (' \t\r\n'.includes(unit)) {
      at += 1;
      continue;
    }
    if (unit === '#') {
      end = commentEnd(expression, at);
      if (end === null) return expression;
      at = end;
      continue;
    }
    end = unit === '"' ? stringEnd(expression, at) : tokenEnd(expression, at);
    if (end === null) return expression;
    tokens.push(expression.slice(at, end));
    at = end;
  }
  return tokens.join(' ');
}

function tokenEnd(text: string, at: number): number {
  token.lastIndex = at;
  return token.test(text) ? token.lastIndex : at + 1;
}

/** Null for a comment that may go on: jq reads a backslash and a lone carriage return in its own ways. */
function commentEnd(text: string, at: number): number | null {
  const newline = text.indexOf('\n', at);
  const end = newline === -1 ? text.length : newline;
  const comment = text.slice(at, end);
  const plain = comment.endsWith('\r') ? comment.slice(0, -1) : comment;
  return /[\\\r]/.test(plain) ? null : end;
}

/** The end of a string with its interpolations; null when it has none, or a comment in an interpolation. */
function stringEnd(text: string, start: number): number | null {
  // One entry for each string that is open, holding the parentheses open in its current interpolation.
  const strings: number[] = [];
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const unit = text[at];
    if (inString && unit === '\\') {
      if (text[at + 1] === '(') {
        strings.push(0);
        inString = false;
      }
      at += 1;
    } else if (unit === '"') {
      if (inString && strings.length === 0) return at + 1;
      inString = !inString;
    } else if (inString) {
      // Text, whatever it is.
    } else if (unit === '#') {
      return null;
    } else if (unit === '(') {
      strings.push((strings.pop() ?? 0) + 1);
    } else if (unit === ')') {
      const open = (strings.pop() ?? 0) - 1;
      if (open < 0) inString = true;
      else strings.push(open);
    }
  }
  return null;
}
