import type { GitHubEvent } from '../checkout/github-event.ts';
import type { Required } from '../client/planning.ts';
import { messageOf } from '../core/error.ts';
import { markerOf } from '../report/report.ts';
import { differencesFrom, findShownPlanLine, readShownPlan } from '../report/shown-plan.ts';
import type { Inputs } from './action-inputs.ts';
import { connectComments, type OwnComment, type PullComments } from './comment.ts';
import type { Toolkit } from './toolkit.ts';

/** A pull request that was merged, and our comment on it. */
export type MergedPull = { number: number; comments: PullComments; own: OwnComment | null };

/** The pull requests that a commit was merged with. */
const pullsQuery = `query ($owner: String!, $repo: String!, $oid: GitObjectID!) {
  repository(owner: $owner, name: $repo) {
    object(oid: $oid) {
      ... on Commit { associatedPullRequests(first: 20) { nodes { number merged mergeCommit { oid } } } }
    }
  }
}`;

type PullsOfCommit = {
  repository: {
    object: {
      associatedPullRequests?: { nodes: { number: number; merged: boolean; mergeCommit: { oid: string } | null }[] };
    } | null;
  };
};

/** The pull request behind a sync, or why it is not known. */
type FoundPull = { pull: MergedPull | null; reason: string };

/** What is needed to find the pull request behind a sync. */
type Asking = {
  inputs: Pick<Inputs, 'githubToken' | 'comment' | 'requirePlan' | 'serverUrl'>;
  event: GitHubEvent;
  path: string;
};

/** True for a job that was started by a merge; other jobs may run again on the same commit. */
export function isMerge({ name, pullRequest }: GitHubEvent): boolean {
  return name === 'push' || pullRequest?.merged === true;
}

/**
 * Finds the pull request behind a sync, if its comment is needed. Never rejects, because a sync does not depend on it.
 */
export async function findPullOfSync(
  { toolkit, environment }: { toolkit: Pick<Toolkit, 'info'>; environment: { readonly GITHUB_SHA?: string } },
  { inputs, event, path }: Asking,
): Promise<FoundPull> {
  const { githubToken, comment, requirePlan, serverUrl } = inputs;
  if (!requirePlan && !(comment && isMerge(event))) return { pull: null, reason: '' };
  if (githubToken === null) return { pull: null, reason: 'this job has no `github-token` to read the comment with' };
  try {
    const marker = markerOf({ path, server: serverUrl });
    const pull = await findMergedPull(githubToken, event, environment.GITHUB_SHA ?? '', marker);
    return { pull, reason: 'no pull request was merged as this commit' };
  } catch (error) {
    const reason = `the pull request of this commit could not be read (${messageOf(error)})`;
    toolkit.info(`Comment: ${reason}. The token needs \`pull-requests: write\` and \`contents: read\`.`);
    return { pull: null, reason };
  }
}

/** The plan shown in the comment, which is the only one that may be applied. */
export function requiredPlan({ pull, reason }: FoundPull): Required {
  const line = pull?.own ? findShownPlanLine(pull.own.body) : null;
  const shown = line === null ? null : readShownPlan(line);
  const why = pull === null ? reason : `no comment on #${pull.number} shows a plan of the service`;
  return {
    // No plan has this hash. A plan without changes is applied anyway.
    hash: shown?.hash ?? 'none',
    differs(plan) {
      const wayOut = `Review the plan, and sync it with \`confirm: ${plan.hash}\`, or merge a pull request whose comment shows it.`;
      return shown === null
        ? `Nothing was synced: \`require-plan\` is on, but ${why}. ${wayOut}`
        : `Nothing was synced: this is not the plan that the comment on #${pull?.number} shows: ${differencesFrom(shown, plan)}. ${wayOut}`;
    },
  };
}

/** Finds the pull request whose merge is the commit of the job, with our comment that begins with a marker; or null. */
async function findMergedPull(
  token: string,
  { repository, pullRequest }: GitHubEvent,
  commit: string,
  marker: string,
): Promise<MergedPull | null> {
  const number = pullRequest?.number ?? (await pullMergedAs(token, repository, commit));
  if (number === null) return null;
  const comments = await connectComments(token, repository, number);
  return { number, comments, own: await comments.find(marker) };
}

async function pullMergedAs(token: string, repository: string, oid: string): Promise<number | null> {
  if (oid === '') return null;
  const { getOctokit } = await import('@actions/github');
  const [owner = '', repo = ''] = repository.split('/');
  const found: PullsOfCommit = await getOctokit(token).graphql(pullsQuery, { owner, repo, oid });
  const pulls = found.repository.object?.associatedPullRequests?.nodes ?? [];
  return pulls.find(({ merged, mergeCommit }) => merged && mergeCommit?.oid === oid)?.number ?? null;
}
