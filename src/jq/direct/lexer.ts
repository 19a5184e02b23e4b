/** A token of a simple expression. `field` is `.name`, `dot` is a single dot, and `sign` is an operator or bracket. */
export type Token =
  | { kind: 'field' | 'string' | 'name'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'dot' | 'end' }
  | { kind: 'sign'; text: string };

const token =
  /[ \t\n\r]*(?:\.([a-zA-Z_]\w*)|("(?:[^"\\\p{Cc}]|\\["\\/bfnrt])*")|(\d+(?:\.\d+)?)(?![\w.])|([a-zA-Z_]\w*)(?!::)|(==|!=|<=|>=|\/\/|[|,()[\]<>+*/?-])|(\.)(?!\.))/uy;

/** Longer numbers may lose digits in JavaScript, but not in jq. */
const maxDigits = 15;

/** Longer expressions are not treated as simple. */
const maxLength = 2000;

/**
 * Splits an expression into tokens; null if it contains anything unusual, which only jq can parse: comments, numeric
 * escapes, interpolation, exponents, variables or formats.
 */
export function readTokens(expression: string): Token[] | null {
  if (expression.length > maxLength || /\p{Surrogate}/u.test(expression)) return null;
  const tokens: Token[] = [];
  const end = expression.replace(/[ \t\n\r]+$/, '').length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const match = token.exec(expression);
    if (!match) return null;
    const [, field, string, number, name, sign] = match;
    if (field !== undefined) tokens.push({ kind: 'field', text: field });
    else if (string !== undefined) tokens.push({ kind: 'string', text: JSON.parse(string) });
    else if (number !== undefined) {
      if (number.length > maxDigits) return null;
      tokens.push({ kind: 'number', value: Number(number) });
    } else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'dot' });
  }
  tokens.push({ kind: 'end' });
  return tokens;
}
