import { isObject, type Json, type JsonObject, valueAt } from '../../core/json.ts';

/** A GitLab pipeline, as an answer or a webhook shows it. */
export type PipelineReport = {
  externalId: string;
  /** GitLab's own status: `created`, `running`, `success`, `manual` … */
  status: string;
  link: string | null;
};

/** The result for each final status; any other pipeline can still go on (`manual` waits for a person). */
const ends: Readonly<Record<string, 'SUCCESS' | 'FAILURE'>> = {
  success: 'SUCCESS',
  // As with GitHub's skipped workflows: there was nothing to do.
  skipped: 'SUCCESS',
  failed: 'FAILURE',
  canceled: 'FAILURE',
};

const idForm = /^gl_([0-9]{1,15})\/([0-9]{1,15})$/;

/** The external id of a pipeline: `gl_<project id>/<pipeline id>`. */
export function pipelineIdOf(projectId: number, pipelineId: number): string {
  return `gl_${projectId}/${pipelineId}`;
}

/** The ids in a pipeline's external id, or null when the text is not such an id. */
export function parsePipelineId(text: string): { projectId: number; pipelineId: number } | null {
  const [, projectId, pipelineId] = idForm.exec(text) ?? [];
  return projectId === undefined ? null : { projectId: Number(projectId), pipelineId: Number(pipelineId) };
}

/** Reads a pipeline from GitLab's REST API; null when it is not one. */
export function readPipeline(pipeline: Json): PipelineReport | null {
  if (!isObject(pipeline)) return null;
  const { id, project_id, status, web_url } = pipeline;
  if (typeof id !== 'number' || typeof project_id !== 'number' || typeof status !== 'string') return null;
  return { externalId: pipelineIdOf(project_id, id), status, link: webLink(web_url) };
}

/**
 * The part of a pipeline webhook about the pipeline itself, the only part that may be stored: variables and builds can
 * hold secrets. Null when it is not such a webhook.
 */
export function pipelinePart(payload: JsonObject): JsonObject | null {
  const [id, status, url] = ['id', 'status', 'url'].map((key) => valueAt(payload, 'object_attributes', key));
  const projectId = valueAt(payload, 'project', 'id');
  if (payload.object_kind !== 'pipeline' || typeof id !== 'number') return null;
  if (typeof status !== 'string' || typeof projectId !== 'number') return null;
  // Before GitLab 16.3 the webhook has only the project's URL, not the pipeline's.
  const project = webLink(valueAt(payload, 'project', 'web_url'));
  const link = webLink(url) ?? (project === null ? null : `${project}/-/pipelines/${id}`);
  return { id, project_id: projectId, status, web_url: link };
}

/** The result of a pipeline that has ended, or null while it has not. */
export function pipelineResult({ status }: PipelineReport): 'SUCCESS' | 'FAILURE' | null {
  return Object.hasOwn(ends, status) ? (ends[status] ?? null) : null;
}

function webLink(url: Json | undefined): string | null {
  return typeof url === 'string' && /^https?:\/\//.test(url) ? url : null;
}
