import type { Direct, JqResult } from '../../core/expression/expression.ts';
import type { Json } from '../../core/json.ts';
import { createTextCache } from '../text-cache.ts';
import { type DirectStep, Stop } from './direct-step.ts';
import { functionSteps } from './function-steps.ts';
import { binaryStep } from './operator-steps.ts';
import { createPathMaker, type PathMaker } from './paths.ts';
import { type SimpleNode, simpleOf } from './simple.ts';

/** The capacity of the cache, in characters of expressions. */
const cacheCharacters = 4 * 1024 * 1024;

/** Evaluates simple expressions without jq. */
export type DirectJq = {
  /** True for a simple expression, which is therefore valid jq. */
  isSimple(expression: string): boolean;
  /** Returns a function that evaluates a simple expression as jq 1.8.2 does; null if the expression needs jq. */
  direct(expression: string): Direct | null;
};

type ParsedExpression = { node: SimpleNode | null; made?: Direct | null };

/**
 * Creates the evaluator of simple expressions: paths, literals, comparisons, `and`/`or`/`not`, `//`, pipes, arithmetic
 * on numbers and a few functions. Parsed expressions are cached.
 */
export function createDirect(): DirectJq {
  const pathOf = createPathMaker();
  const cache = createTextCache<ParsedExpression>(cacheCharacters);
  const read = (expression: string): ParsedExpression => {
    const known = cache.get(expression);
    if (known) return known;
    const fresh: ParsedExpression = { node: simpleOf(expression) };
    cache.set(expression, fresh);
    return fresh;
  };
  return {
    isSimple: (expression) => read(expression).node !== null,
    direct(expression) {
      const known = read(expression);
      // Compiled on first use, because validation does not evaluate anything.
      if (known.made === undefined) known.made = functionOf(known.node, pathOf);
      return known.made;
    },
  };
}

function functionOf(node: SimpleNode | null, pathOf: PathMaker): Direct | null {
  const step = node && stepOf(node, pathOf);
  return step && ((input, reads) => resultOf(step(input, reads)));
}

function stepOf(node: SimpleNode, pathOf: PathMaker): DirectStep | null {
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
