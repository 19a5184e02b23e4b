import type { WorkflowReference } from '../definition/reference.ts';
import type { Path } from '../source/places.ts';
import { type ReadWorkflow, type WorkflowInput, workflowPath } from '../workflow/workflow.ts';
import type { LintContext, Subject } from './rule.ts';

/** A workflow in the same repository that an automation dispatches. */
export type LocalWorkflow = {
  reference: WorkflowReference;
  /** The path of the file, whether or not it exists. */
  file: string;
  workflow:
    | { state: 'missing' }
    | { state: 'broken'; error: string }
    | { state: 'read'; inputs: ReadonlyMap<string, WorkflowInput> | null };
  /** The path of the workflow's name, from the root of the definition. */
  workflowPath: Path;
  /** The path of the workflow's inputs, from the root of the definition. */
  inputsPath: Path;
};

/** What the workflow rules need to know about an automation. */
export type WorkflowSubject = Pick<Subject, 'automation' | 'references'>;

/** What the workflow rules need to know about the repository: its workflow files, and how to read them. */
export type WorkflowContext = Pick<LintContext, 'repository' | 'workflowOf'>;

/** Lists the workflows that can be checked without GitHub: those in the repository that holds the definition. */
export function localWorkflows(
  { references }: WorkflowSubject,
  { repository, workflowOf }: WorkflowContext,
): LocalWorkflow[] {
  if (!repository) return [];
  return references.flatMap(({ reference, base }): LocalWorkflow[] => {
    if (reference.type !== 'workflow' || reference.repository.toLowerCase() !== repository.name.toLowerCase())
      return [];
    // Another branch or tag is not checked out.
    if (reference.ref !== undefined) return [];
    // A number is a workflow id, which only GitHub can resolve.
    if (/^\d+$/.test(reference.workflow)) return [];
    const file = workflowPath(reference.workflow);
    return [
      {
        reference,
        file,
        workflow: stateOf(repository.workflows.get(file), workflowOf),
        workflowPath: [...base, ...reference.workflowPath],
        inputsPath: [...base, ...reference.inputsPath],
      },
    ];
  });
}

function stateOf(text: string | undefined, workflowOf: (text: string) => ReadWorkflow): LocalWorkflow['workflow'] {
  if (text === undefined) return { state: 'missing' };
  const workflow = workflowOf(text);
  return 'error' in workflow ? { state: 'broken', error: workflow.error } : { state: 'read', inputs: workflow.inputs };
}
