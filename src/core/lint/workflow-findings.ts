import type { Automation } from '../automation.ts';
import type { WorkflowReference } from '../definition/reference.ts';
import { readWorkflow, workflowPath } from '../workflow/workflow.ts';
import { workflowFile } from './rules/workflow-file.ts';
import { workflowInputs } from './rules/workflow-inputs.ts';

/**
 * Why GitHub would refuse to start a workflow of any repository, in sentences; `text` is its file on the branch that the
 * reference names, undefined when there is none. The same rules look at the workflows of the definitions' own repository when they are linted.
 */
export function workflowFlaws(
  automation: Automation,
  reference: WorkflowReference,
  text: string | undefined,
): string[] {
  const workflows = new Map(text === undefined ? [] : [[workflowPath(reference.workflow), text]]);
  // Whatever branch it names, this is the file there.
  const { ref: _, ...here } = reference;
  const subject = { automation, references: [{ reference: here, base: ['invocationMethod'] }] };
  const world = { repository: { name: reference.repository, workflows }, workflowOf: readWorkflow };
  return [workflowFile, workflowInputs].flatMap((rule) => rule.check(subject, world).map(({ message }) => message));
}
