import type { Automation } from '../automation.ts';
import type { FieldChange } from './field-changes.ts';

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

/** True for a change that a sync would make; the others are told for completeness. */
export function isEffective({ action }: Change): boolean {
  return action !== 'unchanged' && action !== 'conflict';
}
