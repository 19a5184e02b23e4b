import { pipelineOutcome } from '../backends/gitlab-follow.ts';
import { readPipeline } from '../core/gitlab-pipeline.ts';
import type { JsonObject } from '../core/json.ts';
import type { Outcome } from '../core/run.ts';
import { describeWorkflowRun, reportOf, resultOf, type WorkflowRunReport } from '../core/workflow-run.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { StoredDelivery } from './github-webhooks.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

/** How many deliveries are read at once. */
const round = 100;

/** What a delivery tells of the work that a run started: which it is, and how it ended; null while it has not. */
type News = { externalId: string; outcome: Outcome | null };

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

/** What webhooks of GitHub and GitLab do to runs. */
export type Deliveries = {
  /** Keeps a delivery, once for each id; false for one we had. */
  store(delivery: StoredDelivery): Promise<boolean>;
  /** Handles what was stored and not handled yet. */
  handle(): Promise<void>;
  /** Applies reports that came before we knew the names they use. */
  catchUp(externalIds: readonly string[]): Promise<void>;
};

/** Ends runs by what the other side reports of their work; the order in which that comes does not matter. */
export function createDeliveries(world: World, report: Report): Deliveries {
  const { store } = world;

  async function apply({ name, payload }: Delivery): Promise<void> {
    const news = newsOf(name, payload);
    if (news?.outcome) await report.external(news.externalId, news.outcome);
  }

  return {
    store({ id, name, payload }) {
      return store.deliveries.insert({ id, name, subject: newsOf(name, payload)?.externalId ?? null, payload });
    },

    async handle() {
      for (;;) {
        const open = await store.deliveries.open(round);
        for (const delivery of open) await apply(delivery);
        await store.deliveries.markHandled(open.map(({ id }) => id));
        if (open.length < round) return;
      }
    },

    async catchUp(externalIds) {
      for (const externalId of externalIds) {
        for (const delivery of await store.deliveries.about(externalId)) await apply(delivery);
      }
    },
  };
}

function newsOf(name: string, payload: JsonObject): News | null {
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
