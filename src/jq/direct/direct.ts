import type { Direct, JqResult } from '../../core/jq.ts';
import type { Json } from '../../core/json.ts';
import { createMemory } from '../remember.ts';
import { functionSteps } from './functions.ts';
import { binaryStep } from './operators.ts';
import { type Node, parse } from './parser.ts';
import { createPathMaker, type PathMaker } from './paths.ts';
import { type Step, Stop } from './steps.ts';

/** How many characters of expressions are remembered together with their functions. */
const memorySize = 4 * 1024 * 1024;

/**
 * Makes functions that evaluate simple expressions in JavaScript as jq 1.8.2 does; null when an expression is not
 * simple. Simple are paths, literals, comparisons, `and`/`or`/`not`, `//`, pipes, arithmetic on numbers and a few
 * functions.
 */
export function createDirect(): (expression: string) => Direct | null {
  const pathOf = createPathMaker();
  const memory = createMemory<{ made: Direct | null }>(memorySize);
  return (expression) => {
    const known = memory.get(expression);
    if (known) return known.made;
    const node = parse(expression);
    const step = node && stepOf(node, pathOf);
    const made: Direct | null = step && ((input, reads) => resultOf(step(input, reads)));
    memory.set(expression, { made });
    return made;
  };
}

function stepOf(node: Node, pathOf: PathMaker): Step | null {
  if (node.type === 'literal') return () => node.value;
  if (node.type === 'path') return pathOf(node.keys);
  if (node.type === 'call') return functionSteps.get(node.name)?.(node.values) ?? null;
  const left = stepOf(node.left, pathOf);
  const right = stepOf(node.right, pathOf);
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
