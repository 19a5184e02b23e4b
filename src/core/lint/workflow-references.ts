import type { WorkflowReference } from '../reference.ts';
import type { Path } from '../source/places.ts';
import { readWorkflow, type WorkflowInput } from '../workflow.ts';
import type { Subject, World } from './rule.ts';

/** A workflow of the same repository that an automation dispatches. */
export type LocalWorkflow = {
  reference: WorkflowReference;
  /** The file's path, whether or not there is such a file. */
  file: string;
  workflow:
    | { state: 'missing' }
    | { state: 'broken'; error: string }
    | { state: 'read'; inputs: ReadonlyMap<string, WorkflowInput> | null };
  /** Paths from the definition's root. */
  workflowPath: Path;
  inputsPath: Path;
};

const folder = '.github/workflows/';

/** The workflows that can be checked without GitHub: those of the repository that holds the definition. */
export function localWorkflows({ references }: Subject, { repository }: World): LocalWorkflow[] {
  if (!repository) return [];
  return references.flatMap(({ reference, base }): LocalWorkflow[] => {
    if (reference.type !== 'workflow' || reference.repository.toLowerCase() !== repository.name.toLowerCase())
      return [];
    // A number is the workflow's id, which only GitHub can resolve.
    if (/^\d+$/.test(reference.workflow)) return [];
    const file = `${folder}${reference.workflow}`;
    return [
      {
        reference,
        file,
        workflow: stateOf(repository.workflows.get(file)),
        workflowPath: [...base, ...reference.workflowPath],
        inputsPath: [...base, ...reference.inputsPath],
      },
    ];
  });
}

function stateOf(text: string | undefined): LocalWorkflow['workflow'] {
  if (text === undefined) return { state: 'missing' };
  const workflow = readWorkflow(text);
  return 'error' in workflow ? { state: 'broken', error: workflow.error } : { state: 'read', inputs: workflow.inputs };
}
