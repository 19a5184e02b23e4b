import type { JsonObject } from '../core/json.ts';
import type { Outcome } from '../core/run/run.ts';
import { describeWorkflowRun, reportOf, resultOf, type WorkflowRunReport } from '../core/workflow/workflow-run.ts';
import { pipelineOutcome } from './gitlab/follow.ts';
import { readPipeline } from './gitlab/pipeline.ts';

/** What a delivery tells of the work that a run started: which it is, and how it ended; null while it has not. */
export type News = { externalId: string; outcome: Outcome | null };

/** The deliveries that may tell of a run's work, by name. */
const readers: Readonly<Record<string, (payload: JsonObject) => News | null>> = {
  workflow_run(payload) {
    const report = reportOf(payload);
    return report && { externalId: report.externalId, outcome: workflowOutcome(report) };
  },
  gitlab_pipeline(payload) {
    const pipeline = readPipeline(payload);
    return pipeline && { externalId: pipeline.externalId, outcome: pipelineOutcome(pipeline) };
  },
};

/** Reads a delivery; null when it tells nothing of any run's work. */
export function newsOf(name: string, payload: JsonObject): News | null {
  return Object.hasOwn(readers, name) ? (readers[name]?.(payload) ?? null) : null;
}

/** Only an end is news: that a workflow is queued or running changes nothing for the run. */
function workflowOutcome(news: WorkflowRunReport): Outcome | null {
  const result = resultOf(news);
  if (result === null) return null;
  const message = describeWorkflowRun(news);
  const { externalId, link } = news;
  return result === 'SUCCESS'
    ? { type: 'succeeded', message, externalId, link }
    : { type: 'rejected', message: `${message}. See ${link}` };
}
