import { parseJq } from '../../core/jq/parser.ts';
import type { Node as JqNode, StringNode } from '../../core/jq/syntax.ts';
import type { Json } from '../../core/json.ts';

/** A node of a simple expression, which always has exactly one output or one error. */
export type Node =
  | { type: 'literal'; value: Json }
  | { type: 'path'; keys: readonly (string | number)[] }
  | { type: 'call'; name: string; values: readonly Json[] }
  | { type: 'binary'; operator: string; left: Node; right: Node };

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

const constants: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['null', null],
  ['true', true],
  ['false', false],
]);

/** Longer numbers may lose digits in JavaScript, but not in jq. */
const maxDigits = 15;

/** Longer expressions are not treated as simple. */
const maxLength = 2000;

const maxDepth = 50;

/** Characters that reach jq as something else, or end its program. */
const unusual = /\p{Surrogate}|(?![\t\n\r])\p{Cc}/u;

/** The simple form of an expression; null if jq has to evaluate it, because it is invalid or not simple. */
export function simpleOf(expression: string): Node | null {
  if (expression.length > maxLength || unusual.test(expression)) return null;
  const parsed = parseJq(expression);
  return parsed.ok ? nodeOf(parsed.node, 0) : null;
}

function nodeOf(node: JqNode, depth: number): Node | null {
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

function callOf(name: string, given: readonly JqNode[]): Node | null {
  const [min, max] = functions.get(name) ?? [1, 0];
  if (given.length > 1) return null;
  const values = given.flatMap(listed).map((value) => literalOf(value));
  if (values.length < min || values.length > max || values.includes(undefined)) return null;
  return { type: 'call', name, values: values as Json[] };
}

/** The keys of a path that starts at the input. */
function keysOf(path: JqNode): (string | number)[] | null {
  const keys: (string | number)[] = [];
  for (let node = path; node.type !== 'identity'; node = node.of) {
    if (node.type === 'field') {
      const name = typeof node.name === 'string' ? node.name : textOf(node.name);
      if (name === undefined) return null;
      keys.push(name);
    } else if (node.type === 'index') {
      const key = literalOf(node.key);
      if (typeof key !== 'string' && !(typeof key === 'number' && Number.isInteger(key))) return null;
      keys.push(key);
    } else return null;
  }
  return keys.reverse();
}

/** The value of a literal: a scalar, or a list of them. */
function literalOf(node: JqNode, inList = false): Json | undefined {
  if (node.type === 'string') return textOf(node);
  if (node.type === 'number') return numberOf(node.text);
  if (node.type === 'call') return node.values.length === 0 ? constants.get(node.name) : undefined;
  if (node.type === 'negate') {
    const value = node.of.type === 'number' ? numberOf(node.of.text) : undefined;
    return value ? -value : undefined;
  }
  // No nested lists: they are rare, and recursion over user input could overflow the stack.
  if (node.type !== 'list' || inList) return undefined;
  const values = (node.of === null ? [] : listed(node.of)).map((value) => literalOf(value, true));
  return values.includes(undefined) ? undefined : (values as Json[]);
}

function numberOf(text: string): number | undefined {
  return text.length <= maxDigits && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** The value of a string; undefined if it has interpolations, numeric escapes or control characters. */
function textOf({ format, parts }: Pick<StringNode, 'format' | 'parts'>): string | undefined {
  if (format !== null || parts.length > 1) return undefined;
  const [text = ''] = parts;
  if (typeof text !== 'string' || /\p{Cc}|\\u/u.test(text)) return undefined;
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

/** The members of a comma-separated list. */
function listed(node: JqNode): JqNode[] {
  const members: JqNode[] = [];
  let rest = node;
  for (; rest.type === 'binary' && rest.operator === ','; rest = rest.left) members.push(rest.right);
  return [rest, ...members.reverse()];
}
