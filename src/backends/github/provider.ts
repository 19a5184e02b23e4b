import type { Outcome } from '../../core/run/run.ts';
import { describeWorkflowRun, reportOf, resultOf, type WorkflowRunReport } from '../../core/workflow/workflow-run.ts';
import type { Provider } from '../provider-contract.ts';
import { type GitHubAccess, gitHubVariables, readGitHub } from './access.ts';
import { createGitHubClient } from './client.ts';
import { github } from './github.ts';
import { createAppProbot } from './probot.ts';
import { createGitHubWebhooks, webhookHeaders } from './receive.ts';
import { redeliverMissed } from './redelivery.ts';

/** GitHub: runs workflows as a GitHub App, and receives the App's webhooks. */
export const gitHubProvider: Provider<GitHubAccess | null> = {
  name: 'github',
  backend: github,
  variables: gitHubVariables,
  access: readGitHub,
  async connect(access, { now }) {
    if (access === null) return { services: { github: null } };
    const probot = await createAppProbot(access);
    const client = createGitHubClient(probot, now, access);
    return {
      services: { github: client },
      receive: (store) => createGitHubWebhooks({ probot, store, forget: (owner) => client.forget(owner) }),
      redeliver: (since) => redeliverMissed(client, since),
    };
  },
  webhook: {
    path: '/api/github/webhooks',
    title: 'GitHub',
    summary: "Receives the App's webhooks",
    needs: 'APP_ID, PRIVATE_KEY and WEBHOOK_SECRET',
    refusal: "The signature does not match: check that WEBHOOK_SECRET is the App's webhook secret",
    headers: webhookHeaders,
    maxBytes: 25 * 1024 * 1024,
    prefix: '',
    reportOf(name, payload) {
      const report = name === 'workflow_run' ? reportOf(payload) : null;
      return report && { externalId: report.externalId, outcome: workflowOutcome(report) };
    },
  },
};

/** The outcome of a workflow that has ended; a queued or running one changes nothing for the run. */
function workflowOutcome(report: WorkflowRunReport): Outcome | null {
  const result = resultOf(report);
  if (result === null) return null;
  const message = describeWorkflowRun(report);
  const { externalId, link } = report;
  return result === 'SUCCESS'
    ? { type: 'succeeded', message, externalId, link }
    : { type: 'rejected', message: `${message}. See ${link}` };
}
