import { adoptHints } from './adopt-hints.ts';
import type { Automation } from './automation.ts';
import { type FieldChange, fieldChanges } from './field-changes.ts';
import { meaningOf } from './meaning.ts';
import { renameHints } from './rename-hints.ts';

/** A definition that the source holds now. `drift`: something else wrote it since the source's last sync. */
export type Owned = { automation: Automation; file: string | null; drift?: boolean };

/** A definition that somebody else holds: another source, or (null) whoever wrote it through the API. */
export type Foreign = {
  automation: Automation;
  owner: string | null;
  /** True for another path of the same repository, whose definitions may be moved; an unowned one always may. */
  movable?: boolean;
};

/** A definition that the source shall hold. */
export type Desired = { automation: Automation; file: string };

/** What a plan depends on beside the definitions. */
export type PlanOptions = {
  /** `owner/repo:path`. */
  source: string;
  /** A hash of a text, in lower-case hexadecimal digits, 32 at least (SHA-256); the core has none of its own. */
  hash(text: string): string;
  /** What to take over: identifiers, or a source (`owner/repo:path`) as a whole (all that it holds of what is desired). */
  adopt?: readonly string[] | undefined;
  /** How many deletions pass without confirmation; absent: 5, or a quarter of what the source owns if that is more. */
  maxDeletes?: number | undefined;
  /** The hash of a plan whose deletions somebody has agreed to. */
  confirm?: string | undefined;
  /** Identifiers of the source's last sync that are gone since, deleted by something else. */
  missing?: readonly string[] | undefined;
};

/** What a sync does with one automation. */
export type ChangeAction = 'create' | 'update' | 'delete' | 'unchanged' | 'conflict' | 'adopt';

/** What a sync would do with one automation. */
export type Change = {
  action: ChangeAction;
  identifier: string;
  title?: string;
  /** Where it is defined; for a deletion, where it was. */
  file?: string;
  /** Where it was defined before, when that is elsewhere. */
  previousFile?: string;
  /** What becomes different; for updates and adoptions. */
  fields?: readonly FieldChange[];
  /** Who holds it: for conflicts, and for adoptions whom it is taken from. Null: it was written through the API. */
  owner?: string | null;
  /** For conflicts: it would be taken over if `adopt` named it or its owner. */
  adoptable?: true;
  /** It was changed by something else since the last sync, which this sync undoes. */
  drift?: true;
};

/** Something that whoever reads a plan should know; without an identifier it concerns all of it. */
export type PlanWarning = { identifier?: string; message: string };

/** What a sync would do, all of it. */
export type Plan = {
  source: string;
  /** `p_` and 32 hexadecimal digits; equal for plans that do the same to the same definitions. */
  hash: string;
  /** Sorted by identifier. */
  changes: readonly Change[];
  deletes: { count: number; allowed: number; confirmed: boolean };
  warnings: readonly PlanWarning[];
};

/** A change and the definitions before and after it. */
export type PlannedChange = { change: Change; before?: Automation; after?: Automation };

/**
 * Plans the replacement of what a source owns by what it shall hold. Pure: nothing is written and no argument is changed.
 * `others` are the definitions of everybody else, as far as their identifiers are desired; more of them do no harm.
 */
export function plan(
  owned: readonly Owned[],
  others: readonly Foreign[],
  desired: readonly Desired[],
  options: PlanOptions,
): Plan {
  const { source, hash, adopt = [], maxDeletes, confirm } = options;
  const planned = planChanges(owned, others, desired, options);
  const count = planned.filter(({ change }) => change.action === 'delete').length;
  const allowed = maxDeletes ?? Math.max(leastBudget, Math.floor(owned.length * budgetShare));
  const name = `p_${hash(planMeaning(source, planned)).slice(0, 32)}`;
  return {
    source,
    hash: name,
    changes: planned.map(({ change }) => change),
    deletes: { count, allowed, confirmed: confirm === name },
    warnings: [...renameHints(planned), ...adoptHints(adopt, desired, others)],
  };
}

/** True for a change that a sync would make; the others are told for completeness. */
export function isEffective({ action }: Change): boolean {
  return action !== 'unchanged' && action !== 'conflict';
}

const leastBudget = 5;
const budgetShare = 0.25;

function planChanges(
  owned: readonly Owned[],
  others: readonly Foreign[],
  desired: readonly Desired[],
  { adopt = [], missing = [] }: PlanOptions,
): PlannedChange[] {
  const mine = new Map(owned.map((item) => [item.automation.identifier, item]));
  const theirs = new Map(others.map((item) => [item.automation.identifier, item]));
  const [wanted, gone] = [new Set(adopt), new Set(missing)];
  const planned = desired.map(({ automation, file }): PlannedChange => {
    const { identifier } = automation;
    const about = { identifier, ...titleOf(automation), file };
    const own = mine.get(identifier);
    mine.delete(identifier);
    if (own) return keep(own, automation, about);
    const foreign = theirs.get(identifier);
    if (!foreign) {
      const drift = gone.has(identifier) && { drift: true as const };
      return { change: { action: 'create', ...about, ...drift }, after: automation };
    }
    const { owner, automation: before } = foreign;
    const adoptable = owner === null || foreign.movable === true;
    if (!adoptable || !(wanted.has(identifier) || wanted.has(owner ?? identifier))) {
      return { change: { action: 'conflict', ...about, owner, ...(adoptable && { adoptable }) } };
    }
    const fields = fieldChanges(before, automation);
    return { change: { action: 'adopt', ...about, fields, owner }, before, after: automation };
  });
  for (const { automation: before, file, drift } of mine.values()) {
    const { identifier } = before;
    const about = { identifier, ...titleOf(before), ...(file !== null && { file }), ...(drift && { drift }) };
    planned.push({ change: { action: 'delete', ...about }, before });
  }
  return planned.sort((a, b) => (a.change.identifier < b.change.identifier ? -1 : 1));
}

function keep(own: Owned, after: Automation, about: Omit<Change, 'action'>): PlannedChange {
  const before = own.automation;
  const fields = fieldChanges(before, after);
  const moved = own.file !== null && own.file !== about.file && { previousFile: own.file };
  if (fields.length === 0) return { change: { action: 'unchanged', ...about, ...moved } };
  const drift = own.drift === true && { drift: true as const };
  return { change: { action: 'update', ...about, ...moved, fields, ...drift }, before, after };
}

function titleOf({ title }: Automation): { title?: string } {
  return typeof title === 'string' ? { title } : {};
}

function planMeaning(source: string, planned: readonly PlannedChange[]): string {
  const meanings = planned.flatMap(({ change, before, after }) => {
    if (!isEffective(change)) return [];
    return [[change.action, change.identifier, ...[before, after].map((one) => (one ? meaningOf(one) : null))]];
  });
  return JSON.stringify([source, meanings]);
}
