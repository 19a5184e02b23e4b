import type { Json } from '../../core/json.ts';
import { keysOf, listed, literalOf } from '../../core/syntax/literals.ts';
import { parseJq } from '../../core/syntax/parser.ts';
import type { Node } from '../../core/syntax/syntax.ts';

/** A node of a simple expression, which always has exactly one output or one error. */
export type SimpleNode =
  | { type: 'literal'; value: Json }
  | { type: 'path'; keys: readonly (string | number)[] }
  | { type: 'call'; name: string; values: readonly Json[] }
  | { type: 'binary'; operator: string; left: SimpleNode; right: SimpleNode };

const operators: ReadonlySet<string> = new Set('| // or and == != < <= > >= + - * /'.split(' '));

/** The minimum and maximum number of literal arguments of a function. */
const functions: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['not', [0, 0]],
  ['length', [0, 0]],
  ['type', [0, 0]],
  ['ascii_downcase', [0, 0]],
  ['ascii_upcase', [0, 0]],
  ['tostring', [0, 0]],
  ['IN', [1, 1000]],
  ['index', [1, 1]],
  ['has', [1, 1]],
  ['startswith', [1, 1]],
  ['endswith', [1, 1]],
  ['contains', [1, 1]],
  ['test', [1, 1]],
]);

/** Longer expressions are not treated as simple. */
const maxLength = 2000;

const maxDepth = 50;

/** Characters that reach jq as something else, or end its program. */
const unusual = /\p{Surrogate}|(?![\t\n\r])\p{Cc}/u;

/** The simple form of an expression; null if jq has to evaluate it, because it is invalid or not simple. */
export function simpleOf(expression: string): SimpleNode | null {
  if (expression.length > maxLength || unusual.test(expression)) return null;
  const parsed = parseJq(expression);
  return parsed.ok ? nodeOf(parsed.node, 0) : null;
}

function nodeOf(node: Node, depth: number): SimpleNode | null {
  if (depth > maxDepth) return null;
  if (node.type === 'group') return nodeOf(node.of, depth + 1);
  if (node.type === 'binary') {
    const { operator } = node;
    const left = operators.has(operator) ? nodeOf(node.left, depth + 1) : null;
    const right = left && nodeOf(node.right, depth + 1);
    return left && right && { type: 'binary', operator, left, right };
  }
  const value = literalOf(node);
  if (value !== undefined) return { type: 'literal', value };
  if (node.type === 'call') return callOf(node.name, node.values);
  const keys = keysOf(node);
  return keys && { type: 'path', keys };
}

function callOf(name: string, given: readonly Node[]): SimpleNode | null {
  const [min, max] = functions.get(name) ?? [1, 0];
  if (given.length > 1) return null;
  const values = given.flatMap(listed).map((value) => literalOf(value));
  if (values.length < min || values.length > max || values.includes(undefined)) return null;
  return { type: 'call', name, values: values as Json[] };
}
