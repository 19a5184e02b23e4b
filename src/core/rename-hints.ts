import type { Automation } from './automation.ts';
import { groupBy } from './group-by.ts';
import { meaningOf } from './meaning.ts';
import type { PlannedChange, PlanWarning } from './plan.ts';

/**
 * Deletions and creations that together look like a new identifier for an old automation: the same in everything else, or
 * alone in the same file. A rename is carried out as what it is, a deletion and a creation, so whoever reads the plan has to know.
 */
export function renameHints(planned: readonly PlannedChange[]): PlanWarning[] {
  const deleted = planned.flatMap(({ change, before }) =>
    change.action === 'delete' && before ? [{ change, before }] : [],
  );
  const created = planned.flatMap(({ change, after }) =>
    change.action === 'create' && after ? [{ change, after }] : [],
  );
  if (deleted.length === 0) return [];
  const byMeaning = groupBy(deleted, ({ before }) => namelessMeaning(before));
  const byFile = groupBy(deleted, ({ change }) => change.file ?? '');
  const createdInFile = groupBy(created, ({ change }) => change.file ?? '');
  return created.flatMap(({ change, after }) => {
    const file = change.file ?? '';
    const twins = byMeaning.get(namelessMeaning(after));
    const neighbours = createdInFile.get(file)?.length === 1 ? byFile.get(file) : undefined;
    const [old] = twins ?? (neighbours?.length === 1 ? neighbours : []);
    if (!old) return [];
    const message =
      `\`${old.change.identifier}\` seems to be renamed to \`${change.identifier}\`: the old one is deleted and a new one ` +
      'is created, past runs stay under the old identifier, and automations that name it no longer find it.';
    return [{ identifier: change.identifier, message }];
  });
}

function namelessMeaning(automation: Automation): string {
  return meaningOf({ ...automation, identifier: '' });
}
