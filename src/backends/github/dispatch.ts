import { isObject, type JsonObject } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import { createSentRedactor } from '../../core/secrets/redact-values.ts';
import { dispatchInputs } from '../../core/workflow/dispatch-inputs.ts';
import type { Call, GitHub, GitHubResult } from '../backend.ts';
import { dispatchOutcome, missesRef, refusesRunDetails } from './answers.ts';
import { reportsStatus, type WorkflowPlace, workflowPlace } from './method.ts';

const dispatchRoute = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';

/** Seconds before the first poll of a dispatched workflow, unless a webhook arrives earlier. */
const firstLook = 60;

/** Seconds before searching for the run of a dispatch whose answer named none: GitHub lists it with a delay. */
const searchAfter = 15;

/** Starts a workflow with a single dispatch; a second one could start it twice. */
export async function dispatchWorkflow(call: Call): Promise<Outcome> {
  const { method, services, signal } = call;
  const { github } = services;
  if (github === null) {
    return { type: 'rejected', message: 'No GitHub App is configured: set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET.' };
  }
  const place = workflowPlace(method);
  if ('problem' in place) return { type: 'rejected', message: place.problem };
  const asked = dispatchInputs(method.workflowInputs);
  if ('problem' in asked) return { type: 'rejected', message: asked.problem };
  for (const name of asked.nulls) {
    const message = `The input ${name} is null; the workflow receives the text null (write \`// ""\` for an empty text).`;
    call.log({ level: 'warning', message });
  }
  const redact = createSentRedactor(method, call.shown);
  const outcome = (result: GitHubResult): Outcome => {
    const plain = dispatchOutcome(redactReason(result, redact), place, services.now());
    return plain.message === undefined ? plain : { ...plain, message: redact(plain.message) };
  };

  const first = asked.ref ?? (await github.defaultBranch(place.owner, place.repo, { signal }));
  if (typeof first !== 'string' && first.type !== 'branch') return whenNothingSent(outcome(first));
  let ref = typeof first === 'string' ? first : first.name;
  let result = await send(github, place, { ref, inputs: asked.inputs }, signal);
  if (asked.ref === null && missesRef(result)) {
    const fresh = await github.defaultBranch(place.owner, place.repo, { fresh: true, signal });
    if (fresh.type === 'branch' && fresh.name !== ref) {
      ref = fresh.name;
      result = await send(github, place, { ref, inputs: asked.inputs }, signal);
    }
  }
  const final = outcome(result);
  if (final.type !== 'accepted' || !reportsStatus(method.reportWorkflowStatus)) return final;
  return { ...final, followAfter: final.externalId === undefined ? searchAfter : firstLook };
}

/**
 * Sends one dispatch. It is repeated without the newer parameter only when a server rejected that, and so dispatched
 * nothing.
 */
async function send(
  github: GitHub,
  place: WorkflowPlace,
  body: JsonObject,
  signal: AbortSignal,
): Promise<GitHubResult> {
  const { owner, repo, workflow } = place;
  const parameters = { workflow_id: workflow, ...body };
  const detailed = { ...parameters, return_run_details: true };
  const result = await github.request(owner, repo, dispatchRoute, detailed, signal);
  return refusesRunDetails(result) ? github.request(owner, repo, dispatchRoute, parameters, signal) : result;
}

/** Redacts GitHub's own reason before it is shortened or reformatted, which could leave part of a secret behind. */
function redactReason(result: GitHubResult, redact: (text: string) => string): GitHubResult {
  if (result.type !== 'answer' || !isObject(result.data)) return result;
  const { message } = result.data;
  return typeof message === 'string' ? { ...result, data: { ...result.data, message: redact(message) } } : result;
}

/** Turns an unknown outcome of a read into one that may be retried: no dispatch was sent. */
function whenNothingSent(outcome: Outcome): Outcome {
  if (outcome.type === 'unknown' || outcome.type === 'accepted') {
    const message = "GitHub did not return the repository's default branch, so nothing was dispatched.";
    return { type: 'retry', message };
  }
  return outcome;
}
