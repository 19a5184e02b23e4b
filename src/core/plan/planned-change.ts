import type { Automation } from '../automation.ts';
import type { AutomationSettings } from '../settings/automation-settings.ts';
import type { FieldChange } from './field-changes.ts';

/** A definition that the source owns now. `drift`: it was changed by something else since the source's last sync. */
export type Owned = {
  automation: Automation;
  file: string | null;
  drift?: boolean;
  settings?: AutomationSettings | null;
};

/** A definition with another owner: another source or, if null, a client of the API. */
export type Foreign = {
  automation: Automation;
  owner: string | null;
  /**
   * True if another path of the same repository owns it, so that it may be moved; one without an owner may always be.
   */
  movable?: boolean;
  settings?: AutomationSettings | null;
};

/** A definition that the source should own, how its runs are to be treated, and where it begins in its file. */
export type Desired = {
  automation: Automation;
  file: string;
  settings?: AutomationSettings | null;
  line?: number | null;
};

/** The action that a sync takes for one automation. */
export type ChangeAction = 'create' | 'update' | 'delete' | 'unchanged' | 'conflict' | 'adopt';

/** The planned change of one automation. */
export type Change = {
  action: ChangeAction;
  identifier: string;
  title?: string;
  /** The file that defines it; for a deletion, the file that did. */
  file?: string;
  /** The file that defined it before, if it moved. */
  previousFile?: string;
  /**
   * The fields that change, for updates and adoptions, and settings, which are below `/settings`; for a creation, the
   * settings alone.
   */
  fields?: readonly FieldChange[];
  /** The whole definition that is created or deleted; older servers omit it. */
  definition?: Automation;
  /** The present owner, for conflicts and adoptions; null if it was created through the API. */
  owner?: string | null;
  /** For conflicts: naming it or its owner in `adopt` would take it over. */
  adoptable?: true;
  /** It was changed by something else since the last sync; this sync reverts that. */
  drift?: true;
};

/** A warning for the reader of a plan; without an identifier, it concerns the whole plan. */
export type PlanWarning = { identifier?: string; message: string };

/** Everything that a sync would do. */
export type Plan = {
  source: string;
  /** `p_` and 32 hexadecimal digits; equal for plans that make the same changes to the same definitions. */
  hash: string;
  /** Sorted by identifier. */
  changes: readonly Change[];
  deletes: { count: number; allowed: number; confirmed: boolean };
  warnings: readonly PlanWarning[];
};

/** A change, with the definition before and after it. */
export type PlannedChange = {
  change: Change;
  before?: Automation;
  after?: Automation;
  settings?: readonly FieldChange[];
};

/** True for a change that a sync carries out; the others are listed for completeness. */
export function isEffective({ action }: Change): boolean {
  return action !== 'unchanged' && action !== 'conflict';
}
