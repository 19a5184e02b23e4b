import { backends } from '../backends/index.ts';
import type { Jq } from '../core/jq.ts';
import { type Plan, plan } from '../core/plan.ts';
import { type Definition, validate } from '../core/validate.ts';
import type { Git } from './git.ts';
import type { GitHubEvent } from './github-event.ts';
import { sha256 } from './sha256.ts';

/** The commit that the checkout is compared with, or a sentence that says why there is none. */
export type Base = { commit: string } | { missing: string };

/** Finds the commit that a pull request, merge group or push is based on, if the checkout has it. */
export function findBase(git: Git, { pullRequest, base }: GitHubEvent): Base {
  // A pull request checks out its merge: the first parent is what it would be merged into today.
  const merge = pullRequest && git.commit('HEAD^2') === pullRequest.head ? git.commit('HEAD^1') : null;
  const revision = pullRequest?.base ?? base;
  if (!revision) return { missing: 'There is no earlier commit to compare with.' };
  const commit = merge ?? git.commit(revision);
  if (commit !== null) return { commit };
  const short = revision.slice(0, 7);
  return {
    missing: `The commit \`${short}\` to compare with is not fetched; give \`actions/checkout\` a \`fetch-depth\` of 2, or 0 for all.`,
  };
}

/** What a base plan is made from. */
export type BasePlan = {
  git: Git;
  commit: string;
  path: string;
  source: string;
  definitions: readonly Definition[];
  jq: Jq;
  maxDeletes?: number | undefined;
  confirm?: string | undefined;
};

/** Plans without a server: the definitions of a commit stand for what is in force. */
export async function planAgainstBase({
  git,
  commit,
  path,
  source,
  definitions,
  jq,
  maxDeletes,
  confirm,
}: BasePlan): Promise<Plan> {
  const before = await validate(git.files(commit, path), { backends, jq });
  return plan(before.definitions, [], definitions, { source, hash: sha256, maxDeletes, confirm });
}
