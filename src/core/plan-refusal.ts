import { groupBy } from './group-by.ts';
import { type Change, isEffective, type Plan } from './plan.ts';

/** Why a plan is not carried out. */
export type RefusalReason = 'incomplete' | 'conflict' | 'empty' | 'stale-confirm' | 'budget';

/** A refused plan: why, in a sentence or two with the way out, and the hash that would confirm it where one can. */
export type Refusal = { reason: RefusalReason; message: string; confirm?: string };

/** What was asked for with the plan. */
export type Asked = {
  /** False when some of the files could not be read. */
  complete: boolean;
  /** How many definitions are desired. */
  desired: number;
  confirm?: string | undefined;
};

/** The first reason not to carry out a plan, or null when there is none. Nothing is refused that would do nothing. */
export function refusalOf(plan: Plan, { complete, desired, confirm }: Asked): Refusal | null {
  const { deletes, hash } = plan;
  if (!complete) {
    const message =
      'Some files could not be read, so what they define would seem to be gone. Mend them and sync again.';
    return { reason: 'incomplete', message: `${message} ${nothing}` };
  }
  const conflicts = plan.changes.filter(({ action }) => action === 'conflict');
  if (conflicts.length > 0) return { reason: 'conflict', message: `${conflictText(conflicts)} ${nothing}` };
  if (!plan.changes.some(isEffective)) return null;
  const gone = plan.changes.filter(({ action }) => action === 'delete');
  if (desired === 0) {
    const message = `No definition is left, and this would delete all of ${plan.source}: ${names(gone)}. Is the path still right?`;
    return {
      reason: 'empty',
      message: `${message} Whoever means it deletes them one by one (DELETE /v1/actions/{identifier}). ${nothing}`,
    };
  }
  if (confirm !== undefined && !deletes.confirmed) {
    const message = `The plan that was confirmed is not the plan of now. Look at it again and confirm it (confirm: ${hash})`;
    const need = deletes.count > deletes.allowed ? '' : ', or leave out confirm: this plan needs none';
    return { reason: 'stale-confirm', message: `${message}${need}. ${nothing}`, confirm: hash };
  }
  if (deletes.count > deletes.allowed && !deletes.confirmed) {
    const allowed = deletes.allowed === 0 ? 'none is' : deletes.allowed === 1 ? '1 is' : `${deletes.allowed} are`;
    const message = `This would delete ${names(gone)}: ${deletes.count} automation${deletes.count === 1 ? '' : 's'}, and ${allowed} allowed without confirmation.`;
    return {
      reason: 'budget',
      message: `${message} If it is meant, sync again with confirm: ${hash}. ${nothing}`,
      confirm: hash,
    };
  }
  return null;
}

const nothing = 'Nothing was changed.';

/** As many names as one reads; the plan has them all. */
const named = 10;

function names(changes: readonly Change[]): string {
  const shown = changes.slice(0, named).map(({ identifier }) => `\`${identifier}\``);
  const more = changes.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function conflictText(conflicts: readonly Change[]): string {
  const owners = groupBy(conflicts, ({ owner = null }) => owner);
  const parts = [...owners].map(([owner, held]) => {
    const who = `${names(held)} ${held.length === 1 ? 'is' : 'are'}`;
    const them = held.length === 1 ? 'it' : 'them';
    if (owner === null) return `${who} written through the API (name ${them} in adopt to take over)`;
    if (!held.every(({ adoptable }) => adoptable)) return `${who} held by ${owner}`;
    return `${who} held by ${owner}, which is this repository too (put ${owner} into adopt to move ${them} here)`;
  });
  return `${parts.join('; ')}. An automation has one owner: rename it here or remove it there.`;
}
