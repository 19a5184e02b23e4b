import type { Automation } from '../automation.ts';
import { closest } from '../closest.ts';
import { groupBy } from '../group-by.ts';
import { meaningOf } from './canonical-form.ts';
import type { Change, PlannedChange, PlanWarning } from './change.ts';

/**
 * Deletions and creations that together look like a new identifier for an old automation: the same in everything else, or
 * alone in the same file. A rename is carried out as what it is, a deletion and a creation, so whoever reads the plan has to
 * know. One automation is renamed once: each deletion goes with one creation at most.
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
  const twins = groupBy(created, ({ after }) => namelessMeaning(after));
  for (const { change: old, before } of deleted) {
    const free = twins.get(namelessMeaning(before)) ?? [];
    const [twin] = free.splice(likeliest(old, free), 1);
    if (twin) renamed.set(twin.change, old);
  }
  const explained = new Set(renamed.values());
  const deletedInFile = groupBy(deleted, ({ change }) => change.file ?? '');
  for (const [file, neighbours] of groupBy(created, ({ change }) => change.file ?? '')) {
    const gone = deletedInFile.get(file) ?? [];
    const [only, old] = [neighbours[0]?.change, gone[0]?.change];
    if (!only || !old || neighbours.length > 1 || gone.length > 1) continue;
    if (!renamed.has(only) && !explained.has(old)) renamed.set(only, old);
  }
  return created.flatMap(({ change }) => {
    const old = renamed.get(change);
    if (!old) return [];
    const message =
      `\`${old.identifier}\` seems to be renamed to \`${change.identifier}\`: the old one is deleted and a new one ` +
      'is created, past runs stay under the old identifier, and automations that name it no longer find it.';
    return [{ identifier: change.identifier, message }];
  });
}

/** Which of several that are the same in everything else: the one in the same file, else the one with the nearest name. */
function likeliest(old: Change, candidates: readonly { change: Change }[]): number {
  const sameFile = candidates.findIndex(({ change }) => change.file === old.file);
  if (sameFile >= 0) return sameFile;
  const names = candidates.slice(0, compared).map(({ change }) => change.identifier);
  const near = closest(old.identifier, names);
  return near === undefined ? 0 : names.indexOf(near);
}

/** Of so many copies the names are compared; more are no rename that anybody would look for. */
const compared = 50;

function namelessMeaning(automation: Automation): string {
  return meaningOf({ ...automation, identifier: '' });
}
