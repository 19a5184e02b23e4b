import type { Provider } from '../provider-contract.ts';
import { type GitLabConfig, gitlabVariables, readGitLab } from './access.ts';
import { pipelineOutcome } from './follow.ts';
import { gitlab } from './gitlab.ts';
import { readPipeline } from './pipeline.ts';
import { createGitLabWebhooks, deliveryPrefix } from './receive.ts';

/** GitLab: runs pipelines, and receives the webhooks that report their end. */
export const gitlabProvider: Provider<GitLabConfig> = {
  name: 'gitlab',
  backend: gitlab,
  variables: gitlabVariables,
  access: readGitLab,
  async connect({ webhookSecret, ...access }) {
    return {
      services: { gitlab: { ...access, reports: webhookSecret !== null } },
      receive: webhookSecret === null ? null : (store) => createGitLabWebhooks(webhookSecret, store),
    };
  },
  webhook: {
    path: '/api/gitlab/webhooks',
    title: 'GitLab',
    summary: 'Receives pipeline webhooks',
    needs: 'GITLAB_WEBHOOK_SECRET',
    refusal: "The token does not match: check that GITLAB_WEBHOOK_SECRET is the webhook's secret token",
    headers: [],
    maxBytes: 25 * 1024 * 1024,
    prefix: deliveryPrefix,
    reportOf(_, payload) {
      const pipeline = readPipeline(payload);
      return pipeline && { externalId: pipeline.externalId, outcome: pipelineOutcome(pipeline) };
    },
  },
};
