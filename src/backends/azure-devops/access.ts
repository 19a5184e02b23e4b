import type { ProviderEnvironment } from '../provider-contract.ts';
import { url, type Variable } from '../variable.ts';
import { webhookKey } from './api.ts';

/** Which Azure DevOps to call, and the credentials for it. */
export type AzureAccess = {
  /** The base URL, without a trailing slash. */
  url: string;
  /** A personal access token that may read and run pipelines; null: only incoming webhooks can be called. */
  token: string | null;
  /** The pipeline behind an incoming webhook, by `webhookKey`. */
  pipelines: Readonly<Record<string, AzurePipeline>>;
};

/** A pipeline as its URL in the browser identifies it. */
export type AzurePipeline = { project: string; pipelineId: number };

/** The variables that configure Azure DevOps. */
export const azureVariables: Readonly<Record<string, Variable>> = {
  AZURE_DEVOPS_URL: {
    description: 'URL of Azure DevOps.',
    default: 'https://dev.azure.com',
    check: url,
  },
  AZURE_DEVOPS_TOKEN: {
    description:
      'Personal access token with the scope _Build: read and execute_; required with `AZURE_DEVOPS_PIPELINES`.',
    secret: true,
  },
  AZURE_DEVOPS_PIPELINES: {
    description:
      'Pipelines to run by the API instead of by their incoming webhook: `org/webhook=project/pipelineId`, separated by commas.',
    check: (text: string) => {
      const read = readAzurePipelines(text);
      return 'problem' in read ? read.problem : undefined;
    },
  },
};

const form = /^([^/=]+)\/([^/=]+)=([^/=]+)\/([1-9][0-9]{0,9})$/;

/** Parses `org/webhook=project/pipelineId`, separated by commas: the pipeline behind each webhook. */
function readAzurePipelines(text: string): { pipelines: Record<string, AzurePipeline> } | { problem: string } {
  const pipelines: Record<string, AzurePipeline> = {};
  for (const item of text.split(',').map((one) => one.trim())) {
    if (item === '') continue;
    const [, org, webhook, project, id] = form.exec(item)?.map((part) => part.trim()) ?? [];
    if (org === undefined || webhook === undefined || project === undefined) {
      return { problem: `must be a list of org/webhook=project/pipelineId; ${JSON.stringify(item)} is not` };
    }
    pipelines[webhookKey({ org, webhook })] = { project, pipelineId: Number(id) };
  }
  return { pipelines };
}

/** Reads the configuration of Azure DevOps. */
export function readAzure({ value, problem }: ProviderEnvironment): AzureAccess {
  const token = value('AZURE_DEVOPS_TOKEN') ?? null;
  const listed = value('AZURE_DEVOPS_PIPELINES');
  if (listed !== undefined && token === null) {
    problem('AZURE_DEVOPS_TOKEN is required with AZURE_DEVOPS_PIPELINES: it runs the pipelines');
  }
  const read = readAzurePipelines(listed ?? '');
  return {
    url: (value('AZURE_DEVOPS_URL') ?? '').replace(/\/+$/, ''),
    token,
    // An invalid list is already reported as a problem.
    pipelines: 'problem' in read ? {} : read.pipelines,
  };
}
