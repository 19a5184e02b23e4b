import { isObject, type Json, type JsonObject, valueAt } from '../../core/json.ts';

/** A pipeline on GitLab as one answer or one webhook shows it. */
export type PipelineReport = {
  externalId: string;
  /** GitLab's own word: `created`, `running`, `success`, `manual` … */
  status: string;
  link: string | null;
};

/** What each status that ends a pipeline means; every other one can still go on (`manual` waits for a person). */
const ends: Readonly<Record<string, 'SUCCESS' | 'FAILURE'>> = {
  success: 'SUCCESS',
  // As GitHub's skipped workflows: nothing had to be done.
  skipped: 'SUCCESS',
  failed: 'FAILURE',
  canceled: 'FAILURE',
};

const idForm = /^gl_([0-9]{1,15})\/([0-9]{1,15})$/;

/** What a run keeps as its external id: `gl_<project id>/<pipeline id>`. */
export function pipelineIdOf(projectId: number, pipelineId: number): string {
  return `gl_${projectId}/${pipelineId}`;
}

/** The parts of an external id, or null when the text is not one of ours. */
export function parsePipelineId(text: string): { projectId: number; pipelineId: number } | null {
  const [, projectId, pipelineId] = idForm.exec(text) ?? [];
  return projectId === undefined ? null : { projectId: Number(projectId), pipelineId: Number(pipelineId) };
}

/** Reads a pipeline as GitLab's REST API writes it; null when it is not one. */
export function readPipeline(pipeline: Json): PipelineReport | null {
  if (!isObject(pipeline)) return null;
  const { id, project_id, status, web_url } = pipeline;
  if (typeof id !== 'number' || typeof project_id !== 'number' || typeof status !== 'string') return null;
  return { externalId: pipelineIdOf(project_id, id), status, link: webLink(web_url) };
}

/**
 * The part of a pipeline webhook that speaks of the pipeline, which is all that may be kept: its variables and builds can
 * hold what is secret. Null when it is no such webhook.
 */
export function pipelinePart(payload: JsonObject): JsonObject | null {
  const [id, status, url] = ['id', 'status', 'url'].map((key) => valueAt(payload, 'object_attributes', key));
  const projectId = valueAt(payload, 'project', 'id');
  if (payload.object_kind !== 'pipeline' || typeof id !== 'number') return null;
  if (typeof status !== 'string' || typeof projectId !== 'number') return null;
  // Before GitLab 16.3 the webhook has no address of the pipeline, but the project's.
  const project = webLink(valueAt(payload, 'project', 'web_url'));
  const link = webLink(url) ?? (project === null ? null : `${project}/-/pipelines/${id}`);
  return { id, project_id: projectId, status, web_url: link };
}

/** How a pipeline ended, or null while it has not. */
export function pipelineResult({ status }: PipelineReport): 'SUCCESS' | 'FAILURE' | null {
  return Object.hasOwn(ends, status) ? (ends[status] ?? null) : null;
}

function webLink(url: Json | undefined): string | null {
  return typeof url === 'string' && /^https?:\/\//.test(url) ? url : null;
}
