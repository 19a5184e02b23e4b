import type { Json } from '../../core/json.ts';
import { readTokens, type Token } from './lexer.ts';

/** A node of a simple expression, which always has exactly one output or one error. */
export type Node =
  | { type: 'literal'; value: Json }
  | { type: 'path'; keys: readonly (string | number)[] }
  | { type: 'call'; name: string; values: readonly Json[] }
  | { type: 'binary'; operator: string; left: Node; right: Node };

/**
 * The precedence of jq's operators; `|` and `//` are right-associative, comparisons non-associative, the rest
 * left-associative.
 */
const precedence: Readonly<Record<string, number>> = {
  '|': 1,
  '//': 2,
  or: 3,
  and: 4,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
};
const comparison = 5;

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

const maxDepth = 50;

/** Parses a simple expression; null if jq has to parse it, because it is invalid or not simple. */
export function parse(expression: string): Node | null {
  const tokens = readTokens(expression);
  if (!tokens) return null;
  let at = 0;
  let depth = 0;
  const peek = (): Token => tokens[at] ?? { kind: 'end' };
  const sign = (text: string): boolean => {
    const next = peek();
    if (next.kind !== 'sign' || next.text !== text) return false;
    at++;
    return true;
  };

  function expressionOf(least: number): Node | null {
    if (++depth > maxDepth) return null;
    let left = term();
    for (let group = 0; left; ) {
      const next = peek();
      const operator = next.kind === 'sign' || next.kind === 'name' ? next.text : '';
      const own = Object.hasOwn(precedence, operator) ? precedence[operator] : undefined;
      if (own === undefined || own < least) break;
      if (own === comparison && group === comparison) return null;
      at++;
      const right = expressionOf(own <= 2 ? own : own + 1);
      left = right && { type: 'binary', operator, left, right };
      group = own;
    }
    depth--;
    return left;
  }

  function term(): Node | null {
    if (sign('(')) {
      const inner = expressionOf(1);
      return inner && sign(')') && !postfixFollows() ? inner : null;
    }
    const first = peek();
    if (first.kind === 'dot' || first.kind === 'field') return path();
    if (first.kind === 'name' && functions.has(first.text)) return call(first.text);
    const value = literal();
    return value === undefined || postfixFollows() ? null : { type: 'literal', value };
  }

  function postfixFollows(): boolean {
    const next = peek();
    return (
      next.kind === 'dot' || next.kind === 'field' || (next.kind === 'sign' && (next.text === '[' || next.text === '?'))
    );
  }

  function path(): Node | null {
    const keys: (string | number)[] = [];
    for (let first = true; ; first = false) {
      const next = peek();
      if (next.kind === 'field') {
        at++;
        keys.push(next.text);
      } else if (next.kind === 'dot') {
        at++;
        const after = peek();
        if (after.kind === 'string') {
          at++;
          keys.push(after.text);
        } else if (!first && !(after.kind === 'sign' && after.text === '[')) return null;
      } else if (sign('[')) {
        const key = literal();
        if ((typeof key !== 'string' && !Number.isInteger(key)) || !sign(']')) return null;
        keys.push(key as string | number);
      } else return sign('?') ? null : { type: 'path', keys };
    }
  }

  function call(name: string): Node | null {
    at++;
    const [min, max] = functions.get(name) ?? [0, 0];
    const values: Json[] = [];
    if (sign('(')) {
      do {
        const value = literal();
        if (value === undefined) return null;
        values.push(value);
      } while (sign(','));
      if (!sign(')')) return null;
    }
    if (values.length < min || values.length > max || postfixFollows()) return null;
    return { type: 'call', name, values };
  }

  function literal(inList = false): Json | undefined {
    const next = peek();
    at++;
    if (next.kind === 'string') return next.text;
    if (next.kind === 'number') return next.value;
    if (next.kind === 'name') return constants.get(next.text);
    if (next.kind !== 'sign') return undefined;
    if (next.text === '-') return negative();
    // No nested lists: they are rare, and recursion over user input could overflow the stack.
    return next.text === '[' && !inList ? list() : undefined;
  }

  function negative(): number | undefined {
    const next = peek();
    at++;
    return next.kind === 'number' && next.value !== 0 ? -next.value : undefined;
  }

  function list(): Json[] | undefined {
    const values: Json[] = [];
    if (sign(']')) return values;
    do {
      const value = literal(true);
      if (value === undefined) return undefined;
      values.push(value);
    } while (sign(','));
    return sign(']') ? values : undefined;
  }

  const node = expressionOf(1);
  return node && peek().kind === 'end' ? node : null;
}
