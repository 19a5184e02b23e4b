import { booleanOrTemplate } from '../../core/definition/backend-spec.ts';
import { filled } from '../../core/definition/filled-text.ts';
import type { Reference } from '../../core/definition/reference.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import { dispatchLimits } from '../../core/workflow/dispatch-inputs.ts';
import type { Backend } from '../backend.ts';
import { dispatchWorkflow } from './dispatch.ts';
import { followWorkflowRun } from './follow.ts';
import { searchWorkflowRun } from './search.ts';

/** Runs a GitHub Actions workflow with `workflow_dispatch`, as our GitHub App, and follows it to its end. */
export const github = {
  type: 'GITHUB',
  title: 'Runs a GitHub Actions workflow and follows it to its end.',
  schema: {
    type: 'object',
    title: 'GitHub workflow',
    description: 'Runs a GitHub Actions workflow and, by default, ends the run with it.',
    properties: {
      type: { const: 'GITHUB', description: 'Selects this backend.' },
      org: nameAlone(
        'Organization or user that owns the repository; may be a template.',
        'must be a name without slashes or spaces; the repository has its own field, `repo`',
        'name the organization or user that owns the repository',
      ),
      repo: nameAlone(
        'Name of the repository; may be a template.',
        'must be a name without slashes or spaces; its owner has its own field, `org`',
        'name the repository, without its owner',
      ),
      workflow: {
        type: 'string',
        ...filled('name the file of the workflow, such as deploy.yml'),
        description:
          'File name of the workflow, such as deploy.yml, or its numeric id. The file must have a workflow_dispatch trigger ' +
          'and be in .github/workflows on the default branch.',
      },
      workflowInputs: {
        type: 'object',
        description:
          `Inputs of the workflow, at most ${dispatchLimits.inputs}. ` +
          'Every value reaches the workflow as text; objects and arrays as JSON, to be ' +
          'read with fromJson. The key ref is not an input: it chooses the branch or tag, else the default branch is used.',
      },
      reportWorkflowStatus: booleanOrTemplate(
        'Whether the run succeeds or fails with the workflow (the default). When false the workflow itself reports to the run.',
      ),
    },
    required: ['type', 'org', 'repo', 'workflow'],
    additionalProperties: false,
  },
  example: {
    type: 'GITHUB',
    org: 'acme',
    repo: 'platform',
    workflow: 'deploy.yml',
    workflowInputs: {
      ref: 'main',
      service: '{{ .event.context.entityIdentifier }}',
      context: { runId: '{{ .run.id }}', entity: '{{ .event.diff.after }}' },
    },
    reportWorkflowStatus: true,
  },
  label: ({ org, repo, workflow }: JsonObject) => `${org}/${repo} · ${workflow}`,
  // A dispatch has no idempotency key: two dispatches are two deployments.
  idempotent: false,
  references,
  target,
  invoke: dispatchWorkflow,
  search: (call) => searchWorkflowRun(call, target(call.method)),
  follow: followWorkflowRun,
} satisfies Backend;

/** The schema of an owner's or repository's name; placeholders copied from examples (`<ORG/REPO>`) are left to lint. */
function nameAlone(description: string, patternErrorMessage: string, advice: string) {
  const pattern = '^(?:[^/\\s]*|[\\s\\S]*\\{\\{[\\s\\S]*|<[\\s\\S]*>)$';
  return { type: 'string', pattern, patternErrorMessage, allOf: [filled(advice)], description };
}

/** The target is one repository: its installation, rate limit and workflows fail together. */
function target({ org, repo }: JsonObject): string {
  return `github:${String(org).toLowerCase()}/${String(repo).toLowerCase()}`;
}

function references({ org, repo, workflow, workflowInputs }: JsonObject): Reference[] {
  const names = [org, repo, workflow];
  if (!names.every((name) => typeof name === 'string' && !name.includes('{{'))) return [];
  // `ref` selects the branch and is not a workflow input.
  const { ref, ...inputs } = isObject(workflowInputs) ? workflowInputs : {};
  return [
    {
      type: 'workflow',
      repository: `${String(org)}/${String(repo)}`,
      workflow: String(workflow),
      workflowPath: ['workflow'],
      ...(typeof ref === 'string' && ref !== '' && { ref: ref.includes('{{') ? null : ref }),
      inputs,
      inputsPath: ['workflowInputs'],
    },
  ];
}
