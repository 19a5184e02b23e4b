import type { Node } from '../syntax/syntax.ts';
import { infer } from './infer.ts';
import type { Inferred, Remark } from './outcome.ts';
import type { Type } from './type.ts';

/** The inferred facts about an expression, from the type of its input. */
export type Typed = {
  outcome: Inferred;
  /** Comparisons with only one possible result and steps that always fail, in order of their place. */
  remarks: readonly Remark[];
};

/** Infers what an expression may output for inputs of a type. `brokenPatterns` are regular expressions that do not compile. */
export function typeExpression(
  node: Node,
  input: Type,
  brokenPatterns: ReadonlyMap<string, string> = new Map(),
): Typed {
  // A part may be evaluated for several inputs; only what is the same for all of them is remarkable.
  const found = new Map<Node, Remark | null>();
  const outcome = infer(node, {
    input,
    variables: new Map(),
    brokenPatterns,
    watch(at, remark) {
      const before = found.get(at);
      found.set(at, before === undefined || (before && remark && isSame(before, remark)) ? remark : null);
    },
  });
  const remarks = [...found.values()].filter((remark) => remark !== null);
  return { outcome, remarks: remarks.sort((a, b) => a.node.start - b.node.start) };
}

function isSame(a: Remark, b: Remark): boolean {
  if (a.kind !== b.kind) return false;
  return !('result' in a) || !('result' in b) || a.result === b.result;
}
