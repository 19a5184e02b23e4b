import type { Claims } from '../backends/backend.ts';
import type { Outcome } from '../core/run.ts';
import { describeWorkflowRun, reportOf, resultOf, type WorkflowRunReport } from '../core/workflow-run.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { StoredDelivery } from './github-webhooks.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

/** How many deliveries are read at once. */
const round = 100;

/** What GitHub's webhooks do to runs. */
export type GitHubEvents = {
  /** Keeps a delivery, once for each id; false for one we had. */
  store(delivery: StoredDelivery): Promise<boolean>;
  /** Handles what was stored and not handled yet. */
  handle(): Promise<void>;
  /** Applies reports that came before we knew the names they use. */
  catchUp(externalIds: readonly string[]): Promise<void>;
};

/** Ends runs by GitHub's reports; the order in which these come does not matter. */
export function createGitHubEvents(world: World, report: Report): GitHubEvents {
  const { store } = world;

  async function apply(delivery: Delivery): Promise<void> {
    const news = delivery.name === 'workflow_run' ? reportOf(delivery.payload) : null;
    if (news === null) return;
    const outcome = outcomeOf(news);
    if (outcome !== null) await report.external(news.externalId, outcome);
  }

  return {
    store({ id, name, payload }) {
      const subject = name === 'workflow_run' ? (reportOf(payload)?.externalId ?? null) : null;
      return store.deliveries.insert({ id, name, subject, payload });
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

/** What our runs hold on GitHub, for backends that search. */
export function createClaims({ store }: World): Claims {
  return {
    taken: (externalIds) => store.runs.takenExternalIds(externalIds),
    contested: (runId, target, since) => store.runs.isContested(runId, target, since),
  };
}

/** Only an end is news: that a workflow is queued or running changes nothing for the run. */
function outcomeOf(news: WorkflowRunReport): Outcome | null {
  const result = resultOf(news);
  if (result === null) return null;
  const message = describeWorkflowRun(news);
  const { externalId, link } = news;
  return result === 'SUCCESS'
    ? { type: 'succeeded', message, externalId, link }
    : { type: 'rejected', message: `${message}. See ${link}` };
}
