import { groupBy } from '../group-by.ts';
import { type Change, isEffective, type Plan } from './change.ts';

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

/** How an option is written where its reader sets it, with these values or as its mere name. */
export type Spelling = (option: 'adopt' | 'confirm', ...values: string[]) => string;

/** Options as the API's body and the Action's inputs have them. */
export const asFields: Spelling = (option, ...values) =>
  values.length === 0 ? option : `${option}: ${values.join(', ')}`;

/** The first reason not to carry out a plan, or null when there is none. Nothing is refused that would do nothing. */
export function refusalOf(plan: Plan, asked: Asked, spell: Spelling = asFields): Refusal | null {
  const refusal = reasonAgainst(plan, asked, spell);
  return refusal && { ...refusal, message: `${refusal.message} Nothing was changed.` };
}

/** What a sync would say to a plan that it would refuse: its own words, before anybody has tried. */
export function foreseenRefusal(plan: Plan, asked: Asked, spell: Spelling = asFields): string | null {
  const refusal = reasonAgainst(plan, asked, spell);
  return refusal && `A sync of this would be refused: ${refusal.message}`;
}

function reasonAgainst(plan: Plan, { complete, desired, confirm }: Asked, spell: Spelling): Refusal | null {
  const { deletes, hash } = plan;
  if (!complete) {
    const message =
      'Some files could not be read, so what they define would seem to be gone. Mend them and sync again.';
    return { reason: 'incomplete', message };
  }
  const conflicts = plan.changes.filter(({ action }) => action === 'conflict');
  if (conflicts.length > 0) return { reason: 'conflict', message: conflictText(conflicts, spell) };
  if (!plan.changes.some(isEffective)) return null;
  const gone = plan.changes.filter(({ action }) => action === 'delete');
  if (desired === 0) {
    const message = `No definition is left, and this would delete all of ${plan.source}: ${names(gone)}. Is the path still right?`;
    return {
      reason: 'empty',
      message: `${message} Whoever means it deletes them one by one (DELETE /v1/actions/{identifier}).`,
    };
  }
  if (confirm !== undefined && !deletes.confirmed) {
    const message = `The plan that was confirmed is not the plan of now. Look at it again and confirm it (${spell('confirm', hash)})`;
    const need = deletes.count > deletes.allowed ? '' : `, or leave out ${spell('confirm')}: this plan needs none`;
    return { reason: 'stale-confirm', message: `${message}${need}.`, confirm: hash };
  }
  if (deletes.count > deletes.allowed && !deletes.confirmed) {
    const allowed = deletes.allowed === 0 ? 'none is' : deletes.allowed === 1 ? '1 is' : `${deletes.allowed} are`;
    const message = `This would delete ${names(gone)}: ${deletes.count} automation${deletes.count === 1 ? '' : 's'}, and ${allowed} allowed without confirmation.`;
    return {
      reason: 'budget',
      message: `${message} If it is meant, sync with ${spell('confirm', hash)}.`,
      confirm: hash,
    };
  }
  return null;
}

/** As many names as one reads; the plan has them all. */
const named = 10;

function names(changes: readonly Change[]): string {
  const shown = changes.slice(0, named).map(({ identifier }) => `\`${identifier}\``);
  const more = changes.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function conflictText(conflicts: readonly Change[], spell: Spelling): string {
  const owners = groupBy(conflicts, ({ owner = null }) => owner);
  const parts = [...owners].map(([owner, held]) => {
    const who = `${names(held)} ${held.length === 1 ? 'is' : 'are'}`;
    const them = held.length === 1 ? 'it' : 'them';
    if (owner === null) {
      const some = held.slice(0, named).map(({ identifier }) => identifier);
      return `${who} written through the API (${spell('adopt', ...some)}${held.length > named ? ' …' : ''} takes ${them} over)`;
    }
    if (!held.every(({ adoptable }) => adoptable)) return `${who} held by ${owner}`;
    return `${who} held by ${owner}, which is this repository too (${spell('adopt', owner)} moves ${them} here)`;
  });
  return `${parts.join('; ')}. An automation has one owner: rename it here or remove it there.`;
}
