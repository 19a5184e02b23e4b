import type { Direct, JqResult } from '../../core/jq.ts';
import type { Json } from '../../core/json.ts';
import { functionSteps } from './functions.ts';
import { binaryStep } from './operators.ts';
import { type Node, parse } from './parser.ts';
import { pathStep, type Step, Stop } from './steps.ts';

/**
 * A function that evaluates a simple expression in JavaScript as jq 1.8.2 does, or null when the expression is not
 * simple: paths, literals, comparisons, `and`/`or`/`not`, `//`, pipes, arithmetic on numbers and a few functions.
 */
export function direct(expression: string): Direct | null {
  const node = parse(expression);
  const step = node && stepOf(node);
  return step && ((input) => resultOf(step(input)));
}

function stepOf(node: Node): Step | null {
  if (node.type === 'literal') return () => node.value;
  if (node.type === 'path') return pathStep(node.keys);
  if (node.type === 'call') return functionSteps.get(node.name)?.(node.values) ?? null;
  const left = stepOf(node.left);
  const right = stepOf(node.right);
  return left && right && binaryStep(node.operator, left, right);
}

const yes: JqResult = { ok: true, value: true };
const no: JqResult = { ok: true, value: false };

function resultOf(value: Json | Stop): JqResult | null {
  if (value === true) return yes;
  if (value === false) return no;
  if (value instanceof Stop) return value.error === null ? null : { ok: false, error: value.error };
  return typeof value === 'string' && /\p{Surrogate}/u.test(value) ? null : { ok: true, value };
}
