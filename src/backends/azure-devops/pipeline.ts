import { isObject } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import { createSentRedactor } from '../../core/secrets/redact-values.ts';
import { parsedText } from '../../core/source/json-text.ts';
import type { Call } from '../backend.ts';
import { startOutcome, variableText, withoutCredential } from '../started/start-outcome.ts';
import type { AzurePipeline } from './access.ts';
import {
  type AzureHook,
  apiVersion,
  azureLink,
  azureReason,
  azureRunIdOf,
  callAzure,
  isSignIn,
  tokenHelp,
} from './api.ts';

/** Seconds before the first poll of a started pipeline. */
const firstLook = 30;

/** Runs the pipeline configured for a webhook, with the payload's fields as its parameters. */
export async function runPipeline(
  call: Call,
  { org }: AzureHook,
  pipeline: AzurePipeline,
  token: string,
): Promise<Outcome> {
  const payload = parsedText(call.method.payload ?? {});
  if (!isObject(payload)) {
    return { type: 'rejected', message: '`payload` must be an object: its fields are parameters of the pipeline.' };
  }
  const { ref, ...parameters } = payload;
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) call.log({ level: 'warning', message: `The parameter ${name} is null, so it is left out.` });
  }
  const body = {
    ...(typeof ref === 'string' && { resources: { repositories: { self: { refName: fullRef(ref) } } } }),
    templateParameters: Object.fromEntries(
      Object.entries(parameters).flatMap(([name, value]) => (value === null ? [] : [[name, variableText(value)]])),
    ),
  };
  const what = `pipeline ${pipeline.pipelineId} of ${org}/${pipeline.project}`;
  const path = `${encodeURIComponent(pipeline.project)}/_apis/pipelines/${pipeline.pipelineId}/runs?${apiVersion}`;
  const result = await callAzure(call, token, { method: 'POST', org, path, body: Buffer.from(JSON.stringify(body)) });
  if (isSignIn(result)) return { type: 'rejected', message: tokenHelp };
  const outcome = startOutcome(result, call.services.now(), {
    system: 'Azure DevOps',
    what,
    reason: azureReason,
    help,
    started: (answer, statusCode) => {
      if (!isObject(answer) || typeof answer.id !== 'number') return null;
      const link = azureLink(answer);
      const externalId = azureRunIdOf(org, pipeline, answer.id);
      const message = `Started ${what}.`;
      return { type: 'accepted', message, statusCode, externalId, ...(link && { link }), followAfter: firstLook };
    },
  });
  const clean = withoutCredential(outcome, 'AZURE_DEVOPS_TOKEN', token);
  const redact = createSentRedactor(call.method, call.shown);
  return clean.message === undefined ? clean : { ...clean, message: redact(clean.message) };
}

function help(status: number, reason: string): string {
  if (status === 401) return tokenHelp;
  if (status === 403) return 'AZURE_DEVOPS_TOKEN needs the scope Build: read and execute.';
  if (status === 404) return 'AZURE_DEVOPS_PIPELINES must contain the project and the id of the pipeline.';
  if (reason.includes('parameter')) {
    return 'Declare it under `parameters` in the pipeline, or take it out of `payload`.';
  }
  return 'The same call would be refused again.';
}

/** Expands a branch name to a full ref, which Azure requires. */
function fullRef(ref: string): string {
  return ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
}
