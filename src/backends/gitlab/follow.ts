import type { Outcome } from '../../core/run/run.ts';
import type { Call } from '../backend.ts';
import { answerOf, reasonOr } from '../http/http-outcome.ts';
import { retryAfter } from '../http/retry-after.ts';
import { followProgress } from '../started/follow-progress.ts';
import { askGitLab, gitLabReason } from './api.ts';
import { type PipelineReport, parsePipelineId, pipelineResult, readPipeline } from './pipeline.ts';

/**
 * The number of days after which a pipeline will no longer end: jobs have a time limit, and manual jobs are forgotten.
 */
const maxDays = 30;

/** Asks GitLab for the state of a pipeline, in case its webhook did not arrive. */
export async function followPipeline(call: Call & { externalId: string }): Promise<Outcome> {
  const { gitlab, now } = call.services;
  const { externalId } = call;
  const place = parsePipelineId(externalId);
  if (place === null)
    return { type: 'rejected', message: `${externalId} is not the id of a pipeline, so it cannot be followed.` };
  const { isDue, waiting, trouble } = followProgress(call, { system: 'GitLab', maxDays });
  if (gitlab.token === null) return waiting('Without GITLAB_TOKEN only a webhook can report how the pipeline ends.');
  const result = await askGitLab(call, place.projectId, `/pipelines/${place.pipelineId}`, gitlab.token);
  if (result.type !== 'answer') return trouble(result.message);
  const answer = result.truncated ? null : answerOf(result.text);
  const pipeline = result.status === 200 ? readPipeline(answer) : null;
  if (pipeline !== null) {
    const end = pipelineOutcome(pipeline);
    if (end !== null) return end;
    return { ...waiting(describePipeline(pipeline)), ...(pipeline.link && { link: pipeline.link }) };
  }
  if (result.status === 404 && isDue) {
    const message =
      'GitLab has no such pipeline: it was deleted, or GITLAB_TOKEN has no access to the project. Its outcome is unknown.';
    return { type: 'rejected', message };
  }
  const reason = reasonOr(gitLabReason(answer), result.status);
  return trouble(`GitLab did not show the pipeline: ${reason}`, retryAfter(result.headers['retry-after'], now()));
}

/** The outcome of a pipeline that has ended; null while it has not. */
export function pipelineOutcome(pipeline: PipelineReport): Outcome | null {
  const result = pipelineResult(pipeline);
  if (result === null) return null;
  const { externalId, link } = pipeline;
  const message = describePipeline(pipeline);
  if (result === 'SUCCESS') return { type: 'succeeded', message, externalId, ...(link && { link }) };
  return { type: 'rejected', message: link === null ? message : `${message}. See ${link}` };
}

function describePipeline({ status }: PipelineReport): string {
  return status === 'manual' ? 'Pipeline waits for a manual job' : `Pipeline ${status}`;
}
