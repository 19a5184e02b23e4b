import { valueAt } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import { externalIdOf } from '../../core/workflow/workflow-run.ts';
import type { GitHubResult } from '../backend.ts';
import type { WorkflowPlace } from './method.ts';
import { type GitHubAnswer, rateLimitWait, reasonOf } from './rate-limit.ts';

/** Advice for GitHub's refusals of a dispatch; the first entry whose words occur in the reason applies. */
const advice = [
  {
    words: 'Resource not accessible by integration',
    help: 'Give the GitHub App the permission Actions: write, and accept it for the installation.',
  },
  { words: 'No ref found', help: 'Create that branch or tag, or correct `workflowInputs.ref`.' },
  {
    words: "'workflow_dispatch' trigger",
    help: 'Add `workflow_dispatch` under `on` in the workflow, on the branch that is dispatched.',
  },
  {
    words: 'Unexpected inputs',
    help: 'Declare them under `on.workflow_dispatch.inputs` in the workflow, or take them out of `workflowInputs`.',
  },
  { words: 'Required input', help: 'Add it to `workflowInputs`, or give it a default in the workflow.' },
  { words: 'list of allowed values', help: 'Send one of the options that the workflow declares for this input.' },
  { words: 'disabled workflow', help: 'Enable the workflow on the Actions page of the repository.' },
] as const;

/** The outcome of a dispatch; `now` in ms since the epoch. Messages quote GitHub, so redact them. */
export function dispatchOutcome(result: GitHubResult, place: WorkflowPlace, now: number): Outcome {
  if (result.type === 'answer') return answerOutcome(result, place, now);
  const { type, message } = result;
  if (type === 'no-installation') return { type: 'rejected', message };
  if (type === 'unsent') return { type: 'retry', message };
  return { type: 'unknown', message: `${message} The workflow ${nameOf(place)} may have been started.` };
}

function answerOutcome(result: GitHubAnswer, place: WorkflowPlace, now: number): Outcome {
  const { status: statusCode } = result;
  const reason = reasonOf(result).replace(/\.$/, '');
  const name = nameOf(place);
  const after = rateLimitWait(result, now);
  if (after !== null) return { type: 'retry', message: `GitHub's rate limit: ${reason}.`, after, statusCode };
  if (statusCode >= 500 || statusCode === 408) {
    const message = `GitHub answered ${statusCode} to the dispatch of ${name}; it may have been started anyway.`;
    return { type: 'unknown', message, statusCode };
  }
  if (statusCode === 401) {
    return { type: 'retry', message: `GitHub did not accept the App's token: ${reason}.`, statusCode };
  }
  if (statusCode >= 300) {
    const message = `GitHub refused to start ${name}: ${reason}. ${helpFor(statusCode, reason)}`;
    return { type: 'rejected', message, statusCode };
  }
  return started(result, place);
}

const nameOf = ({ owner, repo, workflow }: WorkflowPlace): string => `${workflow} in ${owner}/${repo}`;

function helpFor(status: number, reason: string): string {
  if (status === 404) {
    return (
      'The workflow file must be in .github/workflows on the default branch, and the GitHub App must be allowed ' +
      'to see the repository.'
    );
  }
  return advice.find(({ words }) => reason.includes(words))?.help ?? 'The same call would be refused again.';
}

/** The outcome of an accepted dispatch: with the workflow run's id, or without it (older servers answer 204). */
function started({ status, data }: GitHubAnswer, place: WorkflowPlace): Outcome {
  const id = valueAt(data, 'workflow_run_id');
  if (typeof id !== 'number') {
    return {
      type: 'accepted',
      message: 'GitHub accepted the dispatch but returned no workflow run.',
      statusCode: status,
    };
  }
  const link = valueAt(data, 'html_url');
  return {
    type: 'accepted',
    message: `Started ${nameOf(place)}.`,
    statusCode: status,
    externalId: externalIdOf(place.owner, place.repo, id),
    ...(typeof link === 'string' && { link }),
  };
}

/** True when an older server rejected the parameter that asks for the run's id; it has not dispatched anything then. */
export function refusesRunDetails(result: GitHubResult): boolean {
  if (result.type !== 'answer' || (result.status !== 422 && result.status !== 400)) return false;
  return JSON.stringify(result.data).includes('return_run_details');
}

/** True when the branch that we believed to be the default does not exist, or no longer does. */
export function missesRef(result: GitHubResult): boolean {
  return result.type === 'answer' && result.status === 422 && reasonOf(result).includes('No ref found');
}
