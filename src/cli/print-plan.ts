import type { FieldChange } from '../core/plan/field-changes.ts';
import { type ChangeAction, isEffective, type Plan } from '../core/plan/planned-change.ts';
import type { Spelling } from '../core/plan/refusal.ts';
import { changeNotes, planText } from '../report/plan-words.ts';
import { cutAround, cutValue } from '../report/value-text.ts';
import type { CliWorld } from './cli-world.ts';

const signs = {
  create: ['good', '+'],
  adopt: ['good', '&'],
  update: ['warning', '~'],
  delete: ['error', '-'],
  conflict: ['error', '!'],
  unchanged: ['faint', ' '],
} as const satisfies Record<ChangeAction, readonly [string, string]>;

/** Spells options as flags of the command line. */
export const asFlags: Spelling = (option, ...values) =>
  values.length === 0 ? `--${option}` : values.map((value) => `--${option} ${value}`).join(' ');

/** Writes a plan for people; `done`: it has been applied, `foreseen`: why a sync would be refused. */
export function printPlan({ print, paint }: CliWorld, plan: Plan, done: boolean, foreseen: string | null): void {
  for (const change of plan.changes) {
    if (!isEffective(change) && change.action !== 'conflict') continue;
    const [role, sign] = signs[change.action];
    print(`${paint(role, sign)} ${change.identifier}  ${paint('faint', change.file ?? '')}`);
    for (const field of change.fields ?? []) print(`    ${fieldText(field)}`);
    for (const note of changeNotes(change, asFlags)) print(`    ${note.replaceAll('`', '')}`);
  }
  const warnings = plan.warnings.map(
    ({ identifier, message }) => `${identifier === undefined ? '' : `${identifier}: `}${message}`,
  );
  for (const warning of [...(foreseen === null ? [] : [foreseen]), ...warnings])
    print(`${paint('warning', 'note')} ${warning}`);
  print(`${plan.source}: ${planText(plan, done)} (${plan.hash})`);
}

/** How many characters of a value are shown. */
const width = 160;

function fieldText({ path, before, after }: FieldChange): string {
  if (before === undefined) return `${path}: ${after === undefined ? '' : cutValue(after, width)} added`;
  if (after === undefined) return `${path}: ${cutValue(before, width)} removed`;
  return `${path}: ${cutAround(before, after, width).join(' → ')}`;
}
