import { groupBy } from '../group-by.ts';
import { type Change, isEffective, type Plan } from './planned-change.ts';

/** The reasons why a plan is not applied. */
export type RefusalReason = 'incomplete' | 'conflict' | 'empty' | 'stale-confirm' | 'other-plan' | 'budget';

/** A refused plan: the reason, a message that says what to do, and the hash that would confirm the plan, if one can. */
export type Refusal = { reason: RefusalReason; message: string; confirm?: string };

/** The request that came with the plan. */
export type RequestedPlan = {
  /** False if some of the files could not be read. */
  complete: boolean;
  /** The number of desired definitions. */
  desired: number;
  confirm?: string | undefined;
  /** The hash of the only plan that may be applied, unless `confirm` has the hash of this one. */
  requirePlan?: string | undefined;
};

/** How the reader of a message writes an option, with these values or only its name. */
export type Spelling = (option: 'adopt' | 'confirm', ...values: string[]) => string;

/** Options as fields of the API's body and as inputs of the Action. */
export const asFields: Spelling = (option, ...values) =>
  values.length === 0 ? option : `${option}: ${values.join(', ')}`;

/** The first reason not to carry out a plan, or null. A plan without changes is never refused. */
export function refusalOf(plan: Plan, asked: RequestedPlan, spell: Spelling = asFields): Refusal | null {
  const refusal = reasonAgainst(plan, asked, spell);
  return refusal && { ...refusal, message: `${refusal.message} Nothing was changed.` };
}

/** The message with which a sync would refuse a plan, before it is tried; null if it would not. */
export function foreseenRefusal(plan: Plan, asked: RequestedPlan, spell: Spelling = asFields): string | null {
  const refusal = reasonAgainst(plan, asked, spell);
  return refusal && `A sync of this plan would be refused: ${refusal.message}`;
}

function reasonAgainst(
  plan: Plan,
  { complete, desired, confirm, requirePlan }: RequestedPlan,
  spell: Spelling,
): Refusal | null {
  const { deletes, hash } = plan;
  if (!complete) {
    const message =
      'Some files could not be read, so their definitions would appear to be deleted. Fix the files and sync again.';
    return { reason: 'incomplete', message };
  }
  const conflicts = plan.changes.filter(({ action }) => action === 'conflict');
  if (conflicts.length > 0) return { reason: 'conflict', message: conflictText(conflicts, spell) };
  if (!plan.changes.some(isEffective)) return null;
  const deletions = plan.changes.filter(({ action }) => action === 'delete');
  if (desired === 0) {
    const message = `No definitions are left, so this would delete everything from ${plan.source}: ${names(deletions)}. Check that the path is still right.`;
    return {
      reason: 'empty',
      message: `${message} If that is intended, delete the automations one by one (DELETE /v1/actions/{identifier}).`,
    };
  }
  if (confirm !== undefined && !deletes.confirmed) {
    const message = `The confirmed plan is out of date. Review the new plan and confirm it (${spell('confirm', hash)})`;
    const need =
      deletes.count > deletes.allowed ? '' : `, or omit ${spell('confirm')}: this plan needs no confirmation`;
    return { reason: 'stale-confirm', message: `${message}${need}.`, confirm: hash };
  }
  if (requirePlan !== undefined && requirePlan !== hash && !deletes.confirmed) {
    const message =
      'This is not the required plan: the definitions or what they are compared with have changed since that plan was made.';
    return {
      reason: 'other-plan',
      message: `${message} Review the new plan, and sync with ${spell('confirm', hash)} if it is right.`,
      confirm: hash,
    };
  }
  if (deletes.count > deletes.allowed && !deletes.confirmed) {
    const allowed =
      deletes.allowed === 0 ? 'none is' : deletes.allowed === 1 ? 'only 1 is' : `only ${deletes.allowed} are`;
    const message = `This would delete ${names(deletions)}: ${deletes.count} automation${deletes.count === 1 ? '' : 's'}, but ${allowed} allowed without confirmation.`;
    return {
      reason: 'budget',
      message: `${message} If that is intended, sync with ${spell('confirm', hash)}.`,
      confirm: hash,
    };
  }
  return null;
}

/** How many names a message lists; the plan has all of them. */
const maxNames = 10;

function names(changes: readonly Change[]): string {
  const shown = changes.slice(0, maxNames).map(({ identifier }) => `\`${identifier}\``);
  const more = changes.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function conflictText(conflicts: readonly Change[], spell: Spelling): string {
  const owners = groupBy(conflicts, ({ owner = null }) => owner);
  const parts = [...owners].map(([owner, held]) => {
    const who = `${names(held)} ${held.length === 1 ? 'is' : 'are'}`;
    const them = held.length === 1 ? 'it' : 'them';
    if (owner === null) {
      const some = held.slice(0, maxNames).map(({ identifier }) => identifier);
      return `${who} managed through the API (${spell('adopt', ...some)}${held.length > maxNames ? ' …' : ''} takes ${them} over)`;
    }
    if (!held.every(({ adoptable }) => adoptable)) return `${who} owned by ${owner}`;
    return `${who} owned by ${owner}, in this repository too (${spell('adopt', owner)} moves ${them} here)`;
  });
  return `${parts.join('; ')}. An automation can have only one owner: rename it here, or remove it there.`;
}
