import { isObject, type Json, valueAt } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import type { Call } from '../backend.ts';
import { answerOf, reasonOr } from '../http/http-outcome.ts';
import { chooseStarted, clockSkew, type StartedCandidate, undecided } from '../started/choose-started.ts';
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

/** The most runs read: more since one attempt would be indistinguishable anyway. */
const page = 25;

/**
 * Finds the pipeline run that a call without a clear answer may have started: a manual run of that pipeline since then.
 */
export async function searchAzureRun(
  call: Call & { sentAt: number },
  { org }: AzureHook,
  pipeline: AzurePipeline,
  token: string,
  target: string,
): Promise<Outcome | null> {
  const since = call.sentAt - clockSkew;
  const filter = new URLSearchParams({
    definitions: String(pipeline.pipelineId),
    minTime: new Date(since).toISOString(),
    queryOrder: 'queueTimeDescending',
    $top: String(page),
  });
  const path = `${encodeURIComponent(pipeline.project)}/_apis/build/builds?${filter}&${apiVersion}`;
  const result = await callAzure(call, token, { method: 'GET', org, path });
  if (result.type !== 'answer') return undecided(result.message);
  if (isSignIn(result)) return undecided(tokenHelp);
  const answer = result.truncated ? null : answerOf(result.text);
  const builds = valueAt(answer, 'value');
  if (result.status !== 200 || !Array.isArray(builds)) {
    const reason = reasonOr(azureReason(answer), result.status);
    return undecided(`Azure DevOps did not list the pipeline's runs: ${reason}.`);
  }
  if (builds.length >= page) return undecided('Too many runs of the pipeline were started since then.');
  const candidates = builds.flatMap((build) => candidate(build, org, pipeline, call.runId));
  const choice = await chooseStarted(call, target, 'pipeline runs', candidates);
  if (choice.type === 'nothing') return null;
  if (choice.type === 'undecided') return undecided(choice.message);
  const { externalId, link } = choice.candidate;
  const message = 'Found the pipeline run that the call had started.';
  return { type: 'accepted', message, externalId, ...(link !== '' && { link }), followAfter: 1 };
}

/** Reads a run started through the API as a candidate; its parameters may hold our run's id. */
function candidate(build: Json, org: string, pipeline: AzurePipeline, runId: string): StartedCandidate[] {
  if (!isObject(build) || typeof build.id !== 'number' || build.reason !== 'manual') return [];
  const given = JSON.stringify(build.templateParameters ?? null);
  return [
    {
      externalId: azureRunIdOf(org, pipeline, build.id),
      link: azureLink(build) ?? '',
      named: given.includes(runId) ? true : null,
    },
  ];
}
