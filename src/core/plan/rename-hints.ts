import type { Automation } from '../automation.ts';
import { closest } from '../closest.ts';
import { groupBy } from '../group-by.ts';
import { canonicalForm } from './canonical-form.ts';
import type { Change, PlannedChange, PlanWarning } from './planned-change.ts';

/**
 * Warns about deletions and creations that together look like a rename: the definitions are otherwise identical, or
 * they are alone in the same file. A rename is carried out as a deletion and a creation, which the reader of the plan
 * should know. Each deletion is paired with at most one creation.
 */
export function renameHints(planned: readonly PlannedChange[]): PlanWarning[] {
  const deleted = planned.flatMap(({ change, before }) =>
    change.action === 'delete' && before ? [{ change, before }] : [],
  );
  const created = planned.flatMap(({ change, after }) =>
    change.action === 'create' && after ? [{ change, after }] : [],
  );
  if (deleted.length === 0) return [];
  const renamed = new Map<Change, Change>();
  const twins = groupBy(created, ({ after }) => formWithoutIdentifier(after));
  for (const { change: old, before } of deleted) {
    const free = twins.get(formWithoutIdentifier(before)) ?? [];
    const [twin] = free.splice(likeliest(old, free), 1);
    if (twin) renamed.set(twin.change, old);
  }
  const explained = new Set(renamed.values());
  const deletedInFile = groupBy(deleted, ({ change }) => change.file ?? '');
  for (const [file, siblings] of groupBy(created, ({ change }) => change.file ?? '')) {
    const deletions = deletedInFile.get(file) ?? [];
    const [only, old] = [siblings[0]?.change, deletions[0]?.change];
    if (!only || !old || siblings.length > 1 || deletions.length > 1) continue;
    if (!renamed.has(only) && !explained.has(old)) renamed.set(only, old);
  }
  return created.flatMap(({ change }) => {
    const old = renamed.get(change);
    if (!old) return [];
    const message =
      `\`${old.identifier}\` seems to have been renamed to \`${change.identifier}\`. The old automation is deleted and a new one created: ` +
      'past runs stay under the old identifier, and automations that refer to it no longer find it.';
    return [{ identifier: change.identifier, message }];
  });
}

/**
 * Picks one of several identical candidates: the one in the same file, otherwise the one with the most similar name.
 */
function likeliest(old: Change, candidates: readonly { change: Change }[]): number {
  const sameFile = candidates.findIndex(({ change }) => change.file === old.file);
  if (sameFile >= 0) return sameFile;
  const names = candidates.slice(0, maxCandidates).map(({ change }) => change.identifier);
  const near = closest(old.identifier, names);
  return near === undefined ? 0 : names.indexOf(near);
}

/** How many candidates are compared by name. */
const maxCandidates = 50;

function formWithoutIdentifier(automation: Automation): string {
  return canonicalForm({ ...automation, identifier: '' });
}
