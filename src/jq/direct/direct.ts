import type { Direct, JqResult } from '../../core/expression/expression.ts';
import type { Json } from '../../core/json.ts';
import { createMemory } from '../memoize.ts';
import { functionSteps } from './functions.ts';
import { binaryStep } from './operators.ts';
import { type Node, parse } from './parser.ts';
import { createPathMaker, type PathMaker } from './paths.ts';
import { type Step, Stop } from './steps.ts';

/** How many characters of expressions are remembered together with their functions. */
const memorySize = 4 * 1024 * 1024;

/** Reads and evaluates simple expressions without jq, remembering them. */
export type DirectJq = {
  /** True for an expression that is simple, and so jq. */
  isSimple(expression: string): boolean;
  /** A function that evaluates a simple expression as jq 1.8.2 does; null when it is not simple, or jq has to evaluate it. */
  direct(expression: string): Direct | null;
};

type Known = { node: Node | null; made?: Direct | null };

/**
 * Simple are paths, literals, comparisons, `and`/`or`/`not`, `//`, pipes, arithmetic on numbers and a few functions.
 */
export function createDirect(): DirectJq {
  const pathOf = createPathMaker();
  const memory = createMemory<Known>(memorySize);
  const read = (expression: string): Known => {
    const known = memory.get(expression);
    if (known) return known;
    const fresh: Known = { node: parse(expression) };
    memory.set(expression, fresh);
    return fresh;
  };
  return {
    isSimple: (expression) => read(expression).node !== null,
    direct(expression) {
      const known = read(expression);
      // Not made before it is needed: to validate a definition is not to run it.
      if (known.made === undefined) known.made = functionOf(known.node, pathOf);
      return known.made;
    },
  };
}

function functionOf(node: Node | null, pathOf: PathMaker): Direct | null {
  const step = node && stepOf(node, pathOf);
  return step && ((input, reads) => resultOf(step(input, reads)));
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
