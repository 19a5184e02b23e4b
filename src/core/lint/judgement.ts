import { contradict } from '../expression/comparison.ts';
import { keysOf } from '../syntax/literals.ts';
import type { Node } from '../syntax/syntax.ts';
import { isFalsy, isTruthy } from '../types/type.ts';
import type { ReadSite } from './rule.ts';

/**
 * What is certain about a condition: whether no event passes it, or every event. `deciding` are the expressions that
 * make it so; none if they only contradict each other.
 */
export type Judgement = { passes: 'never' | 'always' | null; deciding: readonly ReadSite[] };

const open: Judgement = { passes: null, deciding: [] };

/** Whether an expression passes for every event or for none; an error does not pass. */
export function certainty({ typed, demands, node }: ReadSite): 'never' | 'always' | null {
  if (!typed || !node) return null;
  const { type, fails, empties } = typed.outcome;
  if (isSameTwice(node) && !fails && !empties) return 'always';
  if (!isTruthy(type) || contradict(demands)) return 'never';
  return isFalsy(type) || fails || empties ? null : 'always';
}

/** `.a == .a`; without a detour, so that the value comes from the event and is not `nan`. */
function isSameTwice(node: Node): boolean {
  if (node.type === 'group') return isSameTwice(node.of);
  if (node.type !== 'binary' || node.operator !== '==') return false;
  const [left, right] = [keysOf(node.left), keysOf(node.right)];
  return left !== null && right !== null && left.length > 0 && JSON.stringify(left) === JSON.stringify(right);
}

/** Combines what is certain about the expressions of a condition. */
export function judge(conditions: readonly ReadSite[], combinator: 'and' | 'or'): Judgement {
  if (conditions.length === 0) return open;
  const decisive = combinator === 'and' ? 'never' : 'always';
  const certain = conditions.map((site) => ({ site, passes: certainty(site) }));
  const deciding = certain.filter(({ passes }) => passes === decisive).map(({ site }) => site);
  if (deciding.length > 0) return { passes: decisive, deciding };
  if (combinator === 'and' && contradict(conditions.flatMap(({ demands }) => demands))) {
    return { passes: 'never', deciding: [] };
  }
  const other = combinator === 'and' ? 'always' : 'never';
  return certain.every(({ passes }) => passes === other) ? { passes: other, deciding: conditions } : open;
}
