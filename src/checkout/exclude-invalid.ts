import type { Issue } from '../core/issue/issue.ts';
import type { Change, Plan } from '../core/plan/planned-change.ts';
import { isDefinitionFile } from '../core/source/source.ts';

/**
 * Keeps the automations of invalid definitions in a plan, and says so in a warning. Without this they would appear as
 * deleted, although nothing is synced until the errors are fixed.
 */
export function excludeInvalid(plan: Plan, issues: readonly Issue[]): Plan {
  // Findings of lint and tests do not exclude a definition.
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
  const message = `The definitions with errors in ${[...files].map(quoted).join(', ')} are left out of this plan, so ${outcome(kept)}`;
  return {
    ...plan,
    changes: plan.changes.map((change) => (isKept(change) ? { ...change, action: 'unchanged' } : change)),
    deletes: { ...plan.deletes, count: plan.deletes.count - kept.length },
    warnings: [{ message }, ...plan.warnings],
  };
}

function outcome(kept: readonly Change[]): string {
  if (kept.length === 0) return 'they may appear to be missing.';
  const shown = kept.slice(0, maxNames).map(({ identifier }) => quoted(identifier));
  const more = kept.length > maxNames ? ` and ${kept.length - maxNames} more` : '';
  const stay = kept.length === 1 ? 'stays as it is' : 'stay as they are';
  return `${shown.join(', ')}${more} ${stay}. Nothing is synced until the errors are fixed.`;
}

/** How many names a message lists. */
const maxNames = 10;

function quoted(text: string): string {
  return `\`${text}\``;
}

/** True for one of these paths and for anything below one of them. */
function isBelow(file: string, places: ReadonlySet<string>): boolean {
  const steps = file.split('/');
  return steps.some((_, index) => places.has(steps.slice(0, index + 1).join('/')));
}
