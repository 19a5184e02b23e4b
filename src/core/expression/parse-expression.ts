import { parseJq } from '../syntax/parser.ts';
import type { Node } from '../syntax/syntax.ts';
import { rewriteQuotes } from './quotes.ts';

/**
 * Parses an expression as it is evaluated: as written, or else with Port's rewriting of single quotes, which keeps every
 * offset. Null if neither is jq.
 */
export function parseExpression(expression: string): Node | null {
  // The fast path for most templates.
  if (plainPath.test(expression)) return pathNode(expression);
  const parsed = parseJq(expression);
  if (parsed.ok) return parsed.node;
  const rewritten = rewriteQuotes(expression);
  if (rewritten === expression) return null;
  const again = parseJq(rewritten);
  return again.ok ? again.node : null;
}

const plainPath = /^\s*(?:\.[A-Za-z_]\w*)+\s*$/;

/** The syntax tree of an expression that is a path of names, as the parser would build it. */
function pathNode(expression: string): Node {
  const start = expression.indexOf('.');
  let node: Node = { type: 'identity', start, end: start };
  let end = start;
  for (const name of expression.trim().slice(1).split('.')) {
    end += 1 + name.length;
    node = { type: 'field', of: node, name, start, end };
  }
  return node;
}
