import { type Change, type ChangeAction, isEffective, type Plan } from '../core/plan/planned-change.ts';
import { asFields, type Spelling } from '../core/plan/refusal.ts';
import { grouped } from './plurals.ts';

const verbs: Record<ChangeAction, { would: string; done: string }> = {
  create: { would: 'to create', done: 'created' },
  update: { would: 'to update', done: 'updated' },
  delete: { would: 'to delete', done: 'deleted' },
  adopt: { would: 'to take over', done: 'taken over' },
  conflict: { would: 'in conflict', done: 'in conflict' },
  unchanged: { would: 'unchanged', done: 'unchanged' },
};

/** Each action with its sign. */
export const changeSigns: Readonly<Record<ChangeAction, string>> = {
  create: '➕ create',
  update: '✏️ update',
  delete: '🗑️ delete',
  adopt: '🤝 take over',
  conflict: '⛔ conflict',
  unchanged: 'unchanged',
};

/** The changes of a plan with one action. */
export function changesOf(plan: Plan, action: ChangeAction): Change[] {
  return plan.changes.filter((change) => change.action === action);
}

/** True when the plan has neither changes nor warnings. */
export function isQuiet(plan: Plan): boolean {
  return (
    !plan.changes.some((change) => isEffective(change) || change.action === 'conflict') && plan.warnings.length === 0
  );
}

/** `1 to create, 2 to delete, 5 unchanged`; with `done`, in the past tense. */
export function planText(plan: Plan, done = false): string {
  const parts = (Object.keys(verbs) as ChangeAction[]).flatMap((action) => {
    const number = changesOf(plan, action).length;
    return number === 0 ? [] : [`${grouped(number)} ${verbs[action][done ? 'done' : 'would']}`];
  });
  return parts.length === 0 ? 'no automations' : parts.join(', ');
}

/** Remarks on a change, as sentences. */
export function changeNotes(change: Change, spell: Spelling = asFields): string[] {
  const { action, identifier, owner, adoptable, drift, previousFile } = change;
  const notes: string[] = [];
  if (action === 'conflict') {
    const who = owner === null || owner === undefined ? 'managed through the API' : `owned by \`${owner}\``;
    const way = adoptable ? `; \`${spell('adopt', owner ?? identifier)}\` takes it over` : '';
    notes.push(`It is ${who}${way}.`);
  }
  if (action === 'adopt') notes.push(`Taken over from ${owner ? `\`${owner}\`` : 'the API'}.`);
  if (drift && action === 'create')
    notes.push('It was deleted outside this repository since the last sync and is created again.');
  else if (drift) notes.push('It was changed outside this repository since the last sync; the change is undone.');
  if (previousFile !== undefined) notes.push(`It was in \`${previousFile}\` before.`);
  return notes;
}
