import type { Node } from '../syntax/syntax.ts';
import type { Remark } from '../types/outcome.ts';
import { isOnlyNull, type Type } from '../types/type.ts';
import type { ReadSite } from './rule.ts';

/**
 * True if a value is null because of a path that leads nowhere or a step that fails: that is reported, and whatever
 * follows from it would be the same problem once more.
 */
export function hasOtherCause({ misread, typed }: ReadSite, remark: Remark, types: readonly Type[]): boolean {
  // The length of what does not exist is 0.
  const isLength = remark.kind === 'comparison' && types.some(isZero) && measures(remark.node);
  if (!types.some(isOnlyNull) && !isLength) return false;
  return misread || (typed?.remarks ?? []).some((other) => isCause(other) && other !== remark);
}

function isCause({ kind }: Remark): boolean {
  return kind === 'failure' || kind === 'missing';
}

function isZero({ numbers }: Type): boolean {
  return numbers !== 'any' && numbers.length === 1 && numbers[0] === 0;
}

function measures(node: Node): boolean {
  const sides = node.type === 'binary' ? [node.left, node.right] : [];
  return sides.some((side) => {
    const last = side.type === 'binary' && side.operator === '|' ? side.right : side;
    return last.type === 'call' && last.name === 'length';
  });
}
