import type { Json, JsonObject } from '../../core/json.ts';

/** The repository and workflow of a dispatch, read from a rendered invocation method. */
export type WorkflowPlace = {
  owner: string;
  repo: string;
  /** File name or numeric id, as text. */
  workflow: string;
};

/** A name that stays one segment of a path, whatever a template produced. */
const nameForm = /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/;
const workflowForm = /^(?!\.{1,2}$)[^/\\]{1,255}$/;

/** The repository and workflow of a rendered method, or what is wrong with them. */
export function workflowPlace(method: JsonObject): WorkflowPlace | { problem: string } {
  const { org, repo, workflow } = method;
  if (typeof org !== 'string' || !nameForm.test(org)) return { problem: unusable('org', 'an organization or user') };
  if (typeof repo !== 'string' || !nameForm.test(repo)) return { problem: unusable('repo', 'a repository') };
  // A template that yields the numeric id yields a number.
  const file = typeof workflow === 'number' ? String(workflow) : workflow;
  if (typeof file !== 'string' || !workflowForm.test(file)) {
    return { problem: '`workflow` must be a file name such as deploy.yml, without folders, or a numeric id.' };
  }
  return { owner: org, repo, workflow: file };
}

const unusable = (field: string, what: string): string =>
  `\`${field}\` must be the name of ${what} on GitHub after its template is rendered, but it rendered to something else.`;

/** Whether the run ends when the workflow does: true by default, as in Port; a template may give text. */
export function reportsStatus(reportWorkflowStatus: Json | undefined): boolean {
  return reportWorkflowStatus !== false && reportWorkflowStatus !== 'false';
}
