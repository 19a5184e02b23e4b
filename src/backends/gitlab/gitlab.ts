import { filled } from '../../core/definition/filled-text.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Backend, Setup } from '../backend.ts';
import { projectOf, triggerTokenOf } from './api.ts';
import { followPipeline } from './follow.ts';
import { searchPipeline } from './search.ts';
import { triggerPipeline } from './trigger.ts';

/** Runs a GitLab pipeline with a trigger token and follows it to its end. */
export const gitlab: Backend = {
  type: 'GITLAB',
  title: 'Runs a GitLab pipeline and follows it to its end.',
  schema: {
    type: 'object',
    title: 'GitLab pipeline',
    description: 'Triggers a pipeline of a GitLab project and ends the run with it.',
    required: ['type', 'projectName', 'groupName'],
    additionalProperties: false,
    properties: {
      type: { const: 'GITLAB', description: 'Selects this backend.' },
      projectName: {
        type: 'string',
        ...filled('write the path of the project without its group'),
        description: "The project's path without its group; may be a template.",
      },
      groupName: {
        type: 'string',
        ...filled('write the path of the group, such as acme/platform'),
        description: "The path of the project's group, with its parents: acme/platform; may be a template.",
      },
      defaultRef: {
        type: 'string',
        description: 'Branch or tag to run on if pipelineVariables has no ref; default main.',
      },
      pipelineVariables: {
        type: 'object',
        description:
          'Variables of the pipeline. Every value reaches it as text; objects and arrays as JSON. The variable ref also ' +
          'chooses the branch or tag.',
      },
    },
  },
  example: {
    type: 'GITLAB',
    projectName: 'shop',
    groupName: 'acme/platform',
    defaultRef: 'main',
    pipelineVariables: { SERVICE: '{{ .event.context.entityIdentifier }}', RUN_ID: '{{ .run.id }}' },
  },
  // A trigger has no idempotency key: two triggers are two deployments.
  idempotent: false,
  target,
  lacks,
  invoke: triggerPipeline,
  search: (call) => searchPipeline(call, target(call.shown)),
  follow: followPipeline,
};

/** The target is one project: its token and pipelines fail together. */
function target({ groupName, projectName }: JsonObject): string {
  return `gitlab:${String(groupName).toLowerCase()}/${String(projectName).toLowerCase()}`;
}

function lacks(method: JsonObject, { gitlab: access }: Setup): string | null {
  const project = projectOf(method);
  // A template may render to any project.
  if ('problem' in project || triggerTokenOf(access, project) !== null) return null;
  return `It runs a pipeline of ${project.path}, but the service has no trigger token for it (SECRET_${project.names[0]}).`;
}
