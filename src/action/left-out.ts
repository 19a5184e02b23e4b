import type { Issue } from '../core/issue.ts';
import type { Plan } from '../core/plan/change.ts';
import { isDefinitionFile } from '../core/source.ts';

/** A plan that says what it leaves out: the definitions that have errors. */
export function withLeftOut(plan: Plan, issues: readonly Issue[]): Plan {
  // What lint and the tests find is no reason to leave a definition out.
  const broken = issues.filter(
    ({ severity, code, file }) =>
      code === 'syntax/link' ||
      code === 'syntax/not-checked-out' ||
      (severity === 'error' && !/^(?:lint|test)\//.test(code) && isDefinitionFile(file)),
  );
  if (broken.length === 0) return plan;
  const files = [...new Set(broken.map(({ file }) => `\`${file}\``))];
  const message = `${files.join(', ')}: what has errors is left out of this plan, so it may seem to be missing or deleted.`;
  return { ...plan, warnings: [{ message }, ...plan.warnings] };
}
