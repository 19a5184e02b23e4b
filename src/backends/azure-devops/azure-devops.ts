import { filled } from '../../core/definition/filled-text.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Backend } from '../backend.ts';
import type { AzureAccess, AzurePipeline } from './access.ts';
import { type AzureHook, hookOf, webhookKey } from './api.ts';
import { followAzureRun } from './follow.ts';
import { callIncomingWebhook, lostWebhook } from './incoming-webhook.ts';
import { runPipeline } from './pipeline.ts';
import { searchAzureRun } from './search.ts';

/**
 * Runs an Azure DevOps pipeline: through its incoming webhook, or through the Run Pipeline API if its pipeline is
 * configured.
 */
export const azureDevops: Backend = {
  type: 'AZURE_DEVOPS',
  title: 'Runs an Azure DevOps pipeline by its incoming webhook, or by the Run Pipeline API and to its end.',
  schema: {
    type: 'object',
    title: 'Azure DevOps pipeline',
    description: 'Runs the pipeline behind an incoming webhook of Azure DevOps.',
    required: ['type', 'webhook', 'org'],
    additionalProperties: false,
    properties: {
      type: { const: 'AZURE_DEVOPS', description: 'Selects this backend.' },
      webhook: {
        type: 'string',
        ...filled('name the incoming webhook, as in its service connection'),
        description: 'Name of the incoming webhook, as in its service connection.',
      },
      org: { type: 'string', ...filled('name the organization'), description: 'Name of the organization.' },
      payload: {
        type: ['object', 'array', 'string'],
        portType: ['object', 'array'],
        description:
          'What the webhook receives as JSON. Where the pipeline itself is run (AZURE_DEVOPS_PIPELINES), each field is one ' +
          'of its parameters, and the field ref chooses the branch.',
      },
    },
  },
  example: {
    type: 'AZURE_DEVOPS',
    webhook: 'catalog',
    org: 'acme',
    payload: { service: '{{ .event.context.entityIdentifier }}', runId: '{{ .run.id }}' },
  },
  // Neither API recognizes a repeated call.
  idempotent: false,
  target,
  lacks: (_method, { azureDevops: { token } }) =>
    token === null
      ? 'It calls an incoming webhook of Azure DevOps, and its runs end only when the pipeline reports: the service has no token to follow it (AZURE_DEVOPS_TOKEN).'
      : null,
  async invoke(call) {
    const hook = hookOf(call.method);
    if ('problem' in hook) return { type: 'rejected', message: hook.problem };
    const known = pipelineBehind(hook, call.services.azureDevops);
    return known === null ? callIncomingWebhook(call, hook) : runPipeline(call, hook, known.pipeline, known.token);
  },
  async search(call) {
    const hook = hookOf(call.method);
    const known = 'problem' in hook ? null : pipelineBehind(hook, call.services.azureDevops);
    if ('problem' in hook || known === null) return lostWebhook;
    return searchAzureRun(call, hook, known.pipeline, known.token, target(call.shown));
  },
  follow: followAzureRun,
};

function pipelineBehind(hook: AzureHook, access: AzureAccess): { pipeline: AzurePipeline; token: string } | null {
  const key = webhookKey(hook);
  const pipeline = Object.hasOwn(access.pipelines, key) ? access.pipelines[key] : undefined;
  return pipeline === undefined || access.token === null ? null : { pipeline, token: access.token };
}

/** The target is one webhook: its connection and pipeline fail together. */
function target({ org, webhook }: JsonObject): string {
  return `azure:${String(org).toLowerCase()}/${String(webhook).toLowerCase()}`;
}
