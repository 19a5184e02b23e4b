/** The tokens of jq's own lexer (jq 1.8), longest first; strings, comments and white space are handled before. */
const token =
  /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|@\w+|[.$]?[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*|\?\/\/|\/\/=|\.\.|[=!<>|+*/%-]=|\/\/|./suy;

/**
 * The canonical form of an expression: its tokens, separated by single spaces. Expressions with the same canonical form
 * are the same program, whatever their layout and comments. Where layout may matter, the expression stays as written:
 * better to show one difference too many than one too few.
 */
export function canonicalJq(expression: string): string {
  // Port's rewriting of single quotes depends on the white space around and inside them.
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

/** The end of a comment; null if it may continue: jq treats a backslash or a lone carriage return specially. */
function commentEnd(text: string, at: number): number | null {
  const newline = text.indexOf('\n', at);
  const end = newline === -1 ? text.length : newline;
  const comment = text.slice(at, end);
  const plain = comment.endsWith('\r') ? comment.slice(0, -1) : comment;
  return /[\\\r]/.test(plain) ? null : end;
}

/** The end of a string including interpolations; null if it is unterminated or has a comment in an interpolation. */
function stringEnd(text: string, start: number): number | null {
  // One entry per open string: the number of open parentheses in its current interpolation.
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
      // String content.
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
