import { isObject, type Json } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import type { Call } from '../backend.ts';
import { answerOf, reasonOr } from '../http/http-outcome.ts';
import { retryAfter } from '../http/retry-after.ts';
import { followProgress } from '../started/follow-progress.ts';
import { azureLink, azureReason, callAzure, isSignIn, parseAzureRunId, tokenHelp } from './api.ts';

/** The number of days after which a run will no longer end; approvals wait for at most 30 days. */
const maxDays = 35;

/** Asks Azure DevOps for the state of a pipeline run. */
export async function followAzureRun(call: Call & { externalId: string }): Promise<Outcome> {
  const { externalId } = call;
  const { azureDevops, now } = call.services;
  const place = parseAzureRunId(externalId);
  const { token } = azureDevops;
  if (place === null || token === null) {
    return { type: 'rejected', message: 'The pipeline run cannot be followed: AZURE_DEVOPS_TOKEN is not set.' };
  }
  const { isDue, waiting, trouble } = followProgress(call, { system: 'Azure DevOps', maxDays });
  const result = await callAzure(call, token, { method: 'GET', org: place.org, path: place.path });
  if (result.type !== 'answer') return trouble(result.message);
  if (isSignIn(result) || result.status === 401) return trouble(tokenHelp);
  const answer = result.truncated ? null : answerOf(result.text);
  if (result.status === 200 && isObject(answer)) {
    return endOf(answer, externalId) ?? waiting('The pipeline has not ended');
  }
  if (result.status === 404 && isDue) {
    return { type: 'rejected', message: 'Azure DevOps no longer has this run, so its outcome is unknown.' };
  }
  const reason = reasonOr(azureReason(answer), result.status);
  const after = retryAfter(result.headers['retry-after'], now());
  return trouble(`Azure DevOps did not show the pipeline run: ${reason}`, after);
}

/** The outcome of a pipeline run that has ended; null while it has not. */
function endOf(run: Json, externalId: string): Outcome | null {
  if (!isObject(run) || run.state !== 'completed') return null;
  const link = azureLink(run);
  const message = `Pipeline completed: ${String(run.result)}`;
  if (run.result === 'succeeded') return { type: 'succeeded', message, externalId, ...(link && { link }) };
  return { type: 'rejected', message: link === null ? message : `${message}. See ${link}` };
}
