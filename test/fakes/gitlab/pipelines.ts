import { isObject, type Json } from '../../../src/core/json.ts';
import type { ApiRequest } from '../faked-api.ts';
import type { Reply } from '../github/route.ts';

/** A project; `path` with its groups. */
export type Project = {
  id: number;
  path: string;
  refs: string[];
  triggerTokens: string[];
  /** Whether the personal access token may read the variables of pipelines. */
  showsVariables: boolean;
};

/** A pipeline. Times in ms. */
export type Pipeline = {
  id: number;
  project: Project;
  ref: string;
  status: string;
  variables: { variable_type: 'env_var' | 'file'; key: string; value: string; raw: boolean }[];
  createdAt: number;
  updatedAt: number;
};

/** Reads a trigger call as GitLab does, or says what GitLab answers to a wrong one. */
export function readTrigger(
  { body, headers }: ApiRequest,
  project: Project | undefined,
): Pick<Pipeline, 'project' | 'ref' | 'variables'> | Reply {
  const given: Json = JSON.parse(String(body));
  if (headers['content-type'] !== 'application/json' || !isObject(given)) {
    return { status: 400, body: { error: 'The request is not JSON' } };
  }
  const { token, ref, variables = {}, ...rest } = given;
  for (const [name, value] of Object.entries({ ref, token })) {
    if (typeof value !== 'string') return { status: 400, body: { error: `${name} is missing` } };
  }
  if (project === undefined) return { status: 404, body: { message: '404 Not Found' } };
  if (!isObject(variables) || !Object.values(variables).every((value) => typeof value === 'string')) {
    return { status: 400, body: { message: 'variables needs to be a map of key-valued strings' } };
  }
  if (!project.triggerTokens.includes(String(token))) return { status: 404, body: { message: '404 Not Found' } };
  if (!project.refs.includes(String(ref))) return { status: 400, body: { message: { base: ['Reference not found'] } } };
  // GitLab keeps the call's body without the token as a file for the jobs.
  const payload = JSON.stringify({ id: project.path, ref, variables, ...rest });
  return {
    project,
    ref: String(ref),
    variables: [
      ...Object.entries(variables).map(([key, value]) => ({
        variable_type: 'env_var' as const,
        key,
        value: String(value),
        raw: false,
      })),
      { variable_type: 'file', key: 'TRIGGER_PAYLOAD', value: payload, raw: false },
    ],
  };
}

/** A pipeline's address in the browser. */
export function pipelineLink({ id, project }: Pipeline, url: string): string {
  return `${url}/${project.path}/-/pipelines/${id}`;
}

/** A pipeline as the REST API shows it. */
export function pipelineObject(pipeline: Pipeline, url: string) {
  const { id, project, ref, status, createdAt, updatedAt } = pipeline;
  return {
    id,
    iid: id - 100,
    project_id: project.id,
    sha: 'a91957a858320c0e17f3a0eca7cfacbff50ea29a',
    ref,
    status,
    source: 'trigger',
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
    web_url: pipelineLink(pipeline, url),
    name: null,
  };
}
