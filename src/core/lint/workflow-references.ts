import type { WorkflowReference } from '../definition/reference.ts';
import type { Path } from '../source/places.ts';
import { type ReadWorkflow, type WorkflowInput, workflowPath } from '../workflow/workflow.ts';
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

/** What the rules on workflows ask of an automation. */
export type WorkflowSubject = Pick<Subject, 'automation' | 'references'>;

/** What they ask of the world: the repository of the workflows, and what each of its files says. */
export type WorkflowWorld = Pick<World, 'repository' | 'workflowOf'>;

/** The workflows that can be checked without GitHub: those of the repository that holds the definition. */
export function localWorkflows(
  { references }: WorkflowSubject,
  { repository, workflowOf }: WorkflowWorld,
): LocalWorkflow[] {
  if (!repository) return [];
  return references.flatMap(({ reference, base }): LocalWorkflow[] => {
    if (reference.type !== 'workflow' || reference.repository.toLowerCase() !== repository.name.toLowerCase())
      return [];
    // The checkout says nothing of another branch or tag.
    if (reference.ref !== undefined) return [];
    // A number is the workflow's id, which only GitHub can resolve.
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
