import type { Issue } from '../core/issue/issue.ts';
import type { Change, Plan } from '../core/plan/change.ts';
import { isDefinitionFile } from '../core/source/source.ts';

/**
 * A plan that says what it leaves out: the definitions that have errors. What is in force of them seems to be gone and is
 * not: nothing is deleted for a mistake, and nothing is synced before it is mended.
 */
export function excludeInvalid(plan: Plan, issues: readonly Issue[]): Plan {
  // What lint and the tests find is no reason to leave a definition out.
  const broken = issues.filter(
    ({ severity, code, file }) =>
      code === 'syntax/link' ||
      code === 'syntax/not-checked-out' ||
      (severity === 'error' && !/^(?:lint|test)\//.test(code) && isDefinitionFile(file)),
  );
  if (broken.length === 0) return plan;
  const files = new Set(broken.map(({ file }) => file));
  const names = new Set(broken.flatMap(({ automation = [] }) => automation));
  const isKept = ({ action, identifier, file }: Change) =>
    action === 'delete' && (names.has(identifier) || (file !== undefined && isBelow(file, files)));
  const kept = plan.changes.filter(isKept);
  const message = `${[...files].map(quoted).join(', ')}: what has errors is left out of this plan, so ${outcome(kept)}`;
  return {
    ...plan,
    changes: plan.changes.map((change) => (isKept(change) ? { ...change, action: 'unchanged' } : change)),
    deletes: { ...plan.deletes, count: plan.deletes.count - kept.length },
    warnings: [{ message }, ...plan.warnings],
  };
}

function outcome(kept: readonly Change[]): string {
  if (kept.length === 0) return 'it may seem to be missing.';
  const shown = kept.slice(0, named).map(({ identifier }) => quoted(identifier));
  const more = kept.length > named ? ` and ${kept.length - named} more` : '';
  const stay = kept.length === 1 ? 'stays as it is' : 'stay as they are';
  return `${shown.join(', ')}${more} ${stay}. Nothing is synced before the errors are mended.`;
}

/** As many names as one reads. */
const named = 10;

function quoted(text: string): string {
  return `\`${text}\``;
}

/** True for one of these files, and for what stands in one of them that is a folder. */
function isBelow(file: string, places: ReadonlySet<string>): boolean {
  const steps = file.split('/');
  return steps.some((_, index) => places.has(steps.slice(0, index + 1).join('/')));
}
