import type { Remark } from '../types/outcome.ts';
import { isOnlyNull, type Type } from '../types/type.ts';
import type { ReadSite } from './rule.ts';

/**
 * True if a value is null because of a path that leads nowhere or a step that fails: that is reported, and whatever
 * follows from it would be the same problem once more.
 */
export function hasOtherCause({ misread, typed }: ReadSite, remark: Remark, types: readonly Type[]): boolean {
  if (!types.some(isOnlyNull)) return false;
  return misread || (typed?.remarks ?? []).some((other) => isCause(other) && other !== remark);
}

function isCause({ kind }: Remark): boolean {
  return kind === 'failure' || kind === 'missing';
}
