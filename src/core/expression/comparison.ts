import type { Json } from '../json.ts';
import { codeOf } from './expression-text.ts';
import { rootPaths } from './paths.ts';

/** A path of the input, such as `diff.after.properties.status` (with its steps joined by `separator`), or a literal. */
export type Operand = { path: string } | { value: Json };

/** A comparison, demanded by a condition, of a path with a literal or another path. */
export type Comparison = { left: string; equal: boolean; right: Operand };

/** Joins the steps of a path; steps are user text and may contain dots. */
export const separator = '\u0000';

/**
 * Lists comparisons that must hold for an expression to pass: `.a == "x" and .b != .c` demands two. Anything beyond
 * simple comparisons is omitted, so the list may be incomplete but is never wrong.
 */
export function demands(expression: string): Comparison[] {
  const code = codeOf(expression);
  // Anything but a plain conjunction (also groups and lists) may pass without its parts being true.
  if (/[|,;{(]|(?:^|[^\w\]"?.])\[|\/\/|\b(?:or|not|if|reduce|foreach|try|as|label)\b/.test(code)) return [];
  const found: Comparison[] = [];
  let start = 0;
  for (const piece of code.split(/\band\b/)) {
    const comparison = readComparison(expression.slice(start, start + piece.length), piece);
    if (comparison) found.push(comparison);
    start += piece.length + 'and'.length;
  }
  return found;
}

function readComparison(expression: string, code: string): Comparison | null {
  const operator = /[=!]=/.exec(code);
  if (!operator || /[=!<>]=/.test(code.slice(operator.index + 2))) return null;
  const left = readOperand(expression.slice(0, operator.index));
  const right = readOperand(expression.slice(operator.index + 2));
  if (!left || !right) return null;
  const equal = operator[0] === '==';
  if ('path' in left) return { left: left.path, equal, right };
  return 'path' in right ? { left: right.path, equal, right: left } : null;
}

function readOperand(text: string): Operand | null {
  const trimmed = text.trim();
  const [path] = rootPaths(trimmed);
  if (path && path.start === 0 && path.end === trimmed.length && !path.steps.includes('[]')) {
    return { path: path.steps.join(separator) };
  }
  // An interpolation is not a literal, and JSON has none.
  if (trimmed.includes('\\(')) return null;
  try {
    const value = JSON.parse(trimmed) as Json;
    return typeof value === 'object' && value !== null ? null : { value };
  } catch {
    return null;
  }
}

/** True if no input can satisfy all comparisons, such as one path equal to two different literals. */
export function contradict(all: readonly Comparison[]): boolean {
  const equals = new Map<string, Json>();
  for (const { left, equal, right } of all) {
    if (!equal || !('value' in right)) continue;
    const known = equals.get(left);
    if (known !== undefined && known !== right.value) return true;
    equals.set(left, right.value);
  }
  return all.some(({ left, equal, right }) => {
    if ('path' in right) {
      if (right.path === left) return !equal;
      const [a, b] = [equals.get(left), equals.get(right.path)];
      return a !== undefined && b !== undefined && (a === b) !== equal;
    }
    return !equal && equals.get(left) === right.value && equals.has(left);
  });
}
