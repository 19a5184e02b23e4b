import type { Json } from '../json.ts';
import { keysOf, literalOf } from '../syntax/literals.ts';
import { parseJq } from '../syntax/parser.ts';
import type { Node, NodeOf } from '../syntax/syntax.ts';

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
  const parsed = parseJq(expression);
  return parsed.ok ? demandsOf(parsed.node) : [];
}

/** Lists the comparisons that a parsed expression demands; see `demands`. */
export function demandsOf(node: Node): Comparison[] {
  if (node.type === 'group') return demandsOf(node.of);
  if (node.type !== 'binary') return [];
  if (node.operator === 'and') return [...demandsOf(node.left), ...demandsOf(node.right)];
  return comparisonOf(node);
}

/** Lists comparisons that hold whenever an expression comes to false: `.a != "x" or .b` is false only if `.a == "x"`. */
export function denialsOf(node: Node): Comparison[] {
  if (node.type === 'group') return denialsOf(node.of);
  if (node.type !== 'binary') return [];
  if (node.operator === 'or') return [...denialsOf(node.left), ...denialsOf(node.right)];
  return comparisonOf(node).map((one) => ({ ...one, equal: !one.equal }));
}

function comparisonOf(node: NodeOf<'binary'>): Comparison[] {
  if (node.operator !== '==' && node.operator !== '!=') return [];
  const [left, right] = [readOperand(node.left), readOperand(node.right)];
  if (!left || !right) return [];
  const equal = node.operator === '==';
  if ('path' in left) return [{ left: left.path, equal, right }];
  return 'path' in right ? [{ left: right.path, equal, right: left }] : [];
}

function readOperand(node: Node): Operand | null {
  const value = literalOf(node);
  if (value !== undefined) return typeof value === 'object' && value !== null ? null : { value };
  const keys = node.type === 'identity' ? null : keysOf(withoutMarks(node));
  return keys === null ? null : { path: keys.join(separator) };
}

/** A path without its question marks: for an object, they make no difference. */
function withoutMarks(node: Node): Node {
  if (node.type === 'optional') return withoutMarks(node.of);
  return node.type === 'field' || node.type === 'index' ? { ...node, of: withoutMarks(node.of) } : node;
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
