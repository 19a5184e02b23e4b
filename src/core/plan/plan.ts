import type { Automation } from '../automation.ts';
import type { AutomationSettings } from '../settings/automation-settings.ts';
import type { Pause } from '../views/pause-view.ts';
import { adoptHints, remainingHints } from './adopt-hints.ts';
import { canonicalForm } from './canonical-form.ts';
import { fieldChanges } from './field-changes.ts';
import { pauseHints } from './pause-hints.ts';
import {
  type Change,
  type Desired,
  type Foreign,
  isEffective,
  type Owned,
  type Plan,
  type PlannedChange,
} from './planned-change.ts';
import { renameHints } from './rename-hints.ts';
import { settingsChanges } from './settings-changes.ts';

/** The inputs of a plan besides the definitions. */
export type PlanOptions = {
  /** `owner/repo:path`. */
  source: string;
  /**
   * Hashes a text to at least 32 lower-case hexadecimal digits (SHA-256); the core is pure and has no hash of its own.
   */
  hash(text: string): string;
  /**
   * The automations to take over: identifiers, or a source (`owner/repo:path`) with everything desired that it owns.
   */
  adopt?: readonly string[] | undefined;
  /**
   * How many deletions are allowed without confirmation; the default is 5, or a quarter of what the source owns if that
   * is more.
   */
  maxDeletes?: number | undefined;
  /** The hash of the plan whose deletions were confirmed. */
  confirm?: string | undefined;
  /** Identifiers from the source's last sync that something else has deleted since. */
  missing?: readonly string[] | undefined;
  /** The automations that are paused. */
  paused?: ReadonlyMap<string, Pause> | undefined;
};

/**
 * Plans how to replace what a source owns by what it should own. Pure: nothing is written and no argument is changed.
 * `others` are the definitions of other owners; only those with desired identifiers matter.
 */
export function plan(
  owned: readonly Owned[],
  others: readonly Foreign[],
  desired: readonly Desired[],
  options: PlanOptions,
): Plan {
  const { source, hash, adopt = [], maxDeletes, confirm, paused } = options;
  const planned = planChanges(owned, others, desired, options);
  const count = planned.filter(({ change }) => change.action === 'delete').length;
  const allowed = maxDeletes ?? Math.max(minDeleteBudget, Math.floor(owned.length * deleteBudgetShare));
  const name = `p_${hash(canonicalPlan(source, planned)).slice(0, 32)}`;
  return {
    source,
    hash: name,
    changes: planned.map(({ change }) => change),
    deletes: { count, allowed, confirmed: confirm === name },
    warnings: [
      ...renameHints(planned),
      ...adoptHints(adopt, desired, others),
      ...remainingHints(adopt, desired, others),
      ...pauseHints(planned, paused),
    ],
  };
}

const minDeleteBudget = 5;
const deleteBudgetShare = 0.25;

function planChanges(
  owned: readonly Owned[],
  others: readonly Foreign[],
  desired: readonly Desired[],
  { adopt = [], missing = [] }: PlanOptions,
): PlannedChange[] {
  const mine = new Map(owned.map((item) => [item.automation.identifier, item]));
  const theirs = new Map(others.map((item) => [item.automation.identifier, item]));
  const [asked, deletedElsewhere] = [new Set(adopt), new Set(missing)];
  const planned = desired.map(({ automation, file, settings: wanted = null }): PlannedChange => {
    const { identifier } = automation;
    const about = { identifier, ...titleOf(automation), file };
    const own = mine.get(identifier);
    mine.delete(identifier);
    if (own) return keep(own, automation, wanted, about);
    const foreign = theirs.get(identifier);
    if (!foreign) {
      const drift = deletedElsewhere.has(identifier) && { drift: true as const };
      const settings = settingsChanges(null, wanted);
      const fields = settings.length > 0 && { fields: settings };
      const change: Change = { action: 'create', ...about, ...fields, ...drift, definition: automation };
      return { change, after: automation, settings };
    }
    const { owner, automation: before } = foreign;
    const adoptable = owner === null || foreign.movable === true;
    if (!adoptable || !(asked.has(identifier) || asked.has(owner ?? identifier))) {
      return { change: { action: 'conflict', ...about, owner, ...(adoptable && { adoptable }) } };
    }
    const settings = settingsChanges(foreign.settings ?? null, wanted);
    const fields = [...fieldChanges(before, automation), ...settings];
    return { change: { action: 'adopt', ...about, fields, owner }, before, after: automation, settings };
  });
  for (const { automation: before, file, drift } of mine.values()) {
    const { identifier } = before;
    const about = { identifier, ...titleOf(before), ...(file !== null && { file }), ...(drift && { drift }) };
    planned.push({ change: { action: 'delete', ...about, definition: before }, before });
  }
  return planned.sort((a, b) => (a.change.identifier < b.change.identifier ? -1 : 1));
}

function keep(
  own: Owned,
  after: Automation,
  wanted: AutomationSettings | null,
  about: Omit<Change, 'action'>,
): PlannedChange {
  const before = own.automation;
  const settings = settingsChanges(own.settings ?? null, wanted);
  const fields = [...fieldChanges(before, after), ...settings];
  const moved = own.file !== null && own.file !== about.file && { previousFile: own.file };
  if (fields.length === 0) return { change: { action: 'unchanged', ...about, ...moved } };
  const drift = own.drift === true && { drift: true as const };
  return { change: { action: 'update', ...about, ...moved, fields, ...drift }, before, after, settings };
}

function titleOf({ title }: Automation): { title?: string } {
  return typeof title === 'string' ? { title } : {};
}

function canonicalPlan(source: string, planned: readonly PlannedChange[]): string {
  const meanings = planned.flatMap(({ change, before, after, settings = [] }) => {
    if (!isEffective(change)) return [];
    const forms = [before, after].map((one) => (one ? canonicalForm(one) : null));
    return [[change.action, change.identifier, ...forms, ...(settings.length > 0 ? [JSON.stringify(settings)] : [])]];
  });
  return JSON.stringify([source, meanings]);
}
