import { countIssues, type WorkspaceCheck } from '../checkout/check-workspace.ts';
import type { PlanningResult } from '../client/planning.ts';
import { changesOf } from '../report/plan-words.ts';
import { countText } from '../report/plurals.ts';
import type { PathReport } from '../report/report.ts';
import type { Inputs } from './action-inputs.ts';
import { planOutput } from './plan-output.ts';
import type { Toolkit } from './toolkit.ts';

/** Sets the outputs that `action.yml` documents. */
export function setOutputs(
  toolkit: Toolkit,
  inputs: Inputs,
  { issues }: WorkspaceCheck,
  { plan }: PlanningResult,
): void {
  const { error, warning } = countIssues(issues);
  toolkit.setOutput('valid', isValid(inputs, { error, warning }));
  toolkit.setOutput('errors', error);
  toolkit.setOutput('warnings', warning);
  if (!plan) return;
  const text = planOutput(plan);
  if (text === null) toolkit.notice('The output `plan` is not set: this plan is longer than GitHub allows.');
  else toolkit.setOutput('plan', text);
  toolkit.setOutput('plan-hash', plan.hash);
  toolkit.setOutput('created', changesOf(plan, 'create').length);
  toolkit.setOutput('updated', changesOf(plan, 'update').length + changesOf(plan, 'adopt').length);
  toolkit.setOutput('deleted', changesOf(plan, 'delete').length);
  toolkit.setOutput('conflicts', changesOf(plan, 'conflict').length);
}

function isValid({ failOnWarning }: Inputs, { error, warning }: { error: number; warning: number }): boolean {
  return error === 0 && !(failOnWarning && warning > 0);
}

/** Fails the job if the files, the sync or `fail-on-warning` require it. */
export function conclude(
  toolkit: Toolkit,
  inputs: Inputs,
  { check, planned }: PathReport,
  failure: string | null,
): void {
  const { issues } = check;
  const counts = countIssues(issues);
  if (failure !== null) toolkit.setFailed(failure);
  else if (counts.error > 0) process.exitCode = 1;
  else if (!isValid(inputs, counts))
    toolkit.setFailed(`\`fail-on-warning\` is on, and there are warnings: ${countText(issues)}.`);
  else if (inputs.failOnWarning && planned.foreseen !== null)
    toolkit.setFailed('A sync would be refused, and `fail-on-warning` is on.');
}
