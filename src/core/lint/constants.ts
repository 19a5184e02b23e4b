import { codeOf } from '../expression/expression-text.ts';

/**
 * True for an expression that is constant: it consists of literals, operators and `if`, without a path, variable or
 * function.
 */
export function isConstant(expression: string): boolean {
  // The fast path: nearly every expression starts with a path.
  if (/^\s*[.$@]/.test(expression)) return false;
  const code = codeOf(expression).replaceAll(/\d+\.\d+/g, '0');
  // The contents of strings are blanked out by now, except interpolations.
  const words = code.match(/[A-Za-z_]\w*/g) ?? [];
  return !/[.$@]/.test(code) && words.every((word) => constantWords.has(word)) && code.trim() !== '';
}

/** Without `not`, which reads its input. */
const constantWords = new Set('true false null and or if then else elif end'.split(' '));
