import { backends } from '../backends/index.ts';
import type { Jq } from '../core/expression/expression.ts';
import { codeDocs } from '../core/lint/code-docs.ts';
import { plan } from '../core/plan/plan.ts';
import type { Plan } from '../core/plan/planned-change.ts';
import { readSettings, type Settings } from '../core/settings/settings.ts';
import { settingsFile } from '../core/settings/settings-schema.ts';
import { type Definition, validate } from '../core/validate/validate.ts';
import type { Git } from './git.ts';
import type { GitHubEvent } from './github-event.ts';
import { sha256 } from './sha256.ts';

/** The commit to compare the checkout with, or a sentence about why there is none. */
export type BaseCommit = { commit: string } | { missing: string };

/** Finds the commit that a pull request, merge group or push is based on, if the checkout has it or can get it. */
export function findBase(git: Git, { pullRequest, base }: GitHubEvent): BaseCommit {
  if (!git.hasRepository()) return { missing: noRepository };
  if (pullRequest) return baseOfPull(git, pullRequest);
  if (base === null) return { missing: 'There is no earlier commit to compare with.' };
  // A push may bring any number of commits.
  return reach(git, base, 'a `fetch-depth` of 0');
}

const noRepository = 'This folder is not a Git checkout, so there is no earlier commit to compare with.';

function baseOfPull(git: Git, { base, head }: Pull): BaseCommit {
  const [first, second] = git.parents('HEAD');
  // A pull request checks out its merge: the first parent is what it would be merged into today.
  if (first !== undefined && second === head) return reach(git, first, 'a `fetch-depth` of 2, or 0 for all');
  // Any other checkout lacks the later commits of the base branch, which a merge would keep.
  const commit = base === '' ? null : git.mergeBase(base, 'HEAD');
  if (commit !== null) return { commit };
  return {
    missing: `A plan needs the commit that this branch started from, which was not fetched; leave the \`ref\` of \`actions/checkout\` out, or give it a \`fetch-depth\` of 0.`,
  };
}

type Pull = NonNullable<GitHubEvent['pullRequest']>;

function reach(git: Git, commit: string, depth: string): BaseCommit {
  if (git.commit(commit) !== null || git.fetch(commit)) return { commit };
  return {
    missing: `The commit \`${commit.slice(0, 7)}\` to compare with has not been fetched; give \`actions/checkout\` ${depth}.`,
  };
}

/** Why comparing the checkout with the current state of a server misleads, or null. */
export function staleness(git: Git, { pullRequest }: GitHubEvent): string | null {
  if (pullRequest === null || git.commit('HEAD') !== pullRequest.head) return null;
  if (git.mergeBase(pullRequest.base, 'HEAD') === pullRequest.base) return null;
  return 'The head of the pull request is checked out instead of its merge commit, so changes made to the base branch since then appear to be missing or reverted. Leave the `ref` of `actions/checkout` out.';
}

/** The inputs of a plan against a commit. */
export type BasePlan = {
  git: Git;
  commit: string;
  path: string;
  source: string;
  definitions: readonly Definition[];
  settings: Settings;
  jq: Jq;
  maxDeletes?: number | undefined;
  confirm?: string | undefined;
};

/** Plans without a server: the definitions of a commit are taken as the current state. */
export async function planAgainstBase({
  git,
  commit,
  path,
  source,
  definitions,
  settings,
  jq,
  maxDeletes,
  confirm,
}: BasePlan): Promise<Plan> {
  const before = await validate(git.files(commit, path), { backends, jq });
  const { settings: old } = readSettings(git.files(commit, settingsFile)[0] ?? null, codeDocs);
  const withSettings = (all: readonly Definition[], { of }: Settings) =>
    all.map(({ automation, file }) => ({ automation, file, settings: of(automation.identifier) }));
  return plan(withSettings(before.definitions, old), [], withSettings(definitions, settings), {
    source,
    hash: sha256,
    maxDeletes,
    confirm,
  });
}
