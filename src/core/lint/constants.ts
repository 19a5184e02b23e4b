import { codeOf } from '../expression/expression-text.ts';

/**
 * True for an expression that reads neither its input nor the world, so that its value is known beforehand: literals,
 * operators and `if`, and no path, variable or function.
 */
export function isConstant(expression: string): boolean {
  // Nearly every expression begins with a path.
  if (/^\s*[.$@]/.test(expression)) return false;
  const code = codeOf(expression).replaceAll(/\d+\.\d+/g, '0');
  // Between the quotes of a string everything but an interpolation is blank by now.
  const words = code.match(/[A-Za-z_]\w*/g) ?? [];
  return !/[.$@]/.test(code) && words.every((word) => harmless.has(word)) && code.trim() !== '';
}

/** `not` reads the input unless a pipe gives it another; at the start of an expression it would. */
const harmless = new Set('true false null and or if then else elif end'.split(' '));
