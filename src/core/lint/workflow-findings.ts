import type { Automation } from '../automation.ts';
import type { WorkflowReference } from '../definition/reference.ts';
import { readWorkflow, workflowPath } from '../workflow/workflow.ts';
import { workflowFile } from './rules/workflow-file.ts';
import { workflowInputs } from './rules/workflow-inputs.ts';

/**
 * Checks a dispatch of a workflow in any repository and returns the reasons why GitHub would reject it, as sentences.
 * `text` is the workflow file on the referenced branch; undefined when there is none. Workflows of the definitions' own
 * repository are checked by the same rules during lint.
 */
export function workflowFindings(
  automation: Automation,
  reference: WorkflowReference,
  text: string | undefined,
): string[] {
  const workflows = new Map(text === undefined ? [] : [[workflowPath(reference.workflow), text]]);
  // `text` comes from the right branch already.
  const { ref: _, ...here } = reference;
  const subject = { automation, references: [{ reference: here, base: ['invocationMethod'] }] };
  const context = { repository: { name: reference.repository, workflows }, workflowOf: readWorkflow };
  return [workflowFile, workflowInputs].flatMap((rule) => rule.check(subject, context).map(({ message }) => message));
}
