import type { AzureAccess, AzurePipeline } from '../../backends/azure-devops/access.ts';
import { webhookKey } from '../../backends/azure-devops/api.ts';

const form = /^([^/=]+)\/([^/=]+)=([^/=]+)\/([1-9][0-9]{0,9})$/;

/** Reads `org/webhook=project/pipelineId`, separated by commas: which pipeline stands behind a webhook. */
export function readAzurePipelines(text: string): { pipelines: Record<string, AzurePipeline> } | { problem: string } {
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

/** Azure DevOps as the environment has it; `value` reads a variable of the table. */
export function readAzure(
  value: (name: 'AZURE_DEVOPS_URL' | 'AZURE_DEVOPS_TOKEN' | 'AZURE_DEVOPS_PIPELINES') => string | undefined,
  problems: string[],
): AzureAccess {
  const token = value('AZURE_DEVOPS_TOKEN') ?? null;
  const listed = value('AZURE_DEVOPS_PIPELINES');
  if (listed !== undefined && token === null) {
    problems.push('AZURE_DEVOPS_TOKEN is required with AZURE_DEVOPS_PIPELINES: it runs the pipelines');
  }
  const read = readAzurePipelines(listed ?? '');
  return {
    url: (value('AZURE_DEVOPS_URL') ?? '').replace(/\/+$/, ''),
    token,
    // What is wrong with the list is a problem already.
    pipelines: 'problem' in read ? {} : read.pipelines,
  };
}
