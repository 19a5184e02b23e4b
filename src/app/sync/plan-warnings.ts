import type { GitHub, GitHubResult } from '../../backends/backend.ts';
import { readContents } from '../../backends/github/contents.ts';
import { reasonOf } from '../../backends/github/rate-limit.ts';
import type { Automation } from '../../core/automation.ts';
import type { BackendSpec } from '../../core/definition/backend-spec.ts';
import type { WorkflowReference } from '../../core/definition/reference.ts';
import { groupBy } from '../../core/group-by.ts';
import { referencesOf } from '../../core/lint/subject.ts';
import { workflowFindings } from '../../core/lint/workflow-findings.ts';
import type { Desired, Plan, PlanWarning } from '../../core/plan/planned-change.ts';
import { workflowPath } from '../../core/workflow/workflow.ts';
import { repositoryOfSource } from './source-name.ts';

/** A workflow that an automation starts. */
type Use = { automation: Automation; reference: WorkflowReference };

/** How long all lookups for one plan may take, ms: a slow GitHub must not hold up the plan. */
const deadline = 15_000;

/** The answer for a workflow that is not referenced by file name. */
const noFile = Promise.resolve({ type: 'text', text: null } as const);

/** How many repositories are asked at once, and how many for one plan. */
const atOnce = 8;
const maxRepositories = 100;

/**
 * Adds to a plan what only the service can check: workflows of other repositories that GitHub would refuse to start,
 * and repositories where our App is not installed. Workflows in the plan's own repository were linted with its files.
 */
export function createPlanWarnings(backends: readonly BackendSpec[], github: GitHub | null) {
  return async (plan: Plan, desired: readonly Desired[]): Promise<Plan> => {
    const uses = desired.flatMap(({ automation }) => usesOf(automation, backends));
    if (uses.length === 0) return plan;
    if (github === null) {
      const message = `${who(uses)} cannot start workflows: the service has no GitHub App (APP_ID).`;
      return { ...plan, warnings: [...plan.warnings, { message }] };
    }
    const byRepository = groupBy(uses, ({ reference }) => reference.repository.toLowerCase());
    const own = repositoryOfSource(plan.source);
    const asked = [...byRepository].slice(0, maxRepositories);
    const signal = AbortSignal.timeout(deadline);
    const found = await eachOf(asked, (entry) => checkRepository(github, entry, own, signal));
    const left = byRepository.size - asked.length;
    const cut = { message: `The workflows of ${left} more repositories were not checked.` };
    return { ...plan, warnings: [...plan.warnings, ...found.flat(), ...(left > 0 ? [cut] : [])] };
  };
}

async function checkRepository(
  github: GitHub,
  [repository, uses]: [string, Use[]],
  own: string,
  signal: AbortSignal,
): Promise<PlanWarning[]> {
  const [owner = '', repo = ''] = repository.split('/');
  const branch = await github.defaultBranch(owner, repo, { signal });
  if (branch.type !== 'branch') return [unknown(repository, uses, branch)];
  if (repository === own) return [];
  const warnings: PlanWarning[] = [];
  const files = new Map<string, ReturnType<typeof readContents>>();
  for (const { automation, reference } of uses) {
    const { workflow, ref } = reference;
    // The branch that a template will name is not known yet.
    if (ref === null) continue;
    // A number is a workflow's id, and a path is refused without a lookup.
    const named = !/^\d+$/.test(workflow) && !workflow.includes('/');
    const key = JSON.stringify([workflow, ref]);
    const path = workflowPath(workflow);
    const read = files.get(key) ?? (named ? readContents(github, { owner, repo, path, ref }, signal) : noFile);
    files.set(key, read);
    const file = await read;
    if (file.type !== 'text') return [...warnings, unknown(repository, uses, file)];
    for (const flaw of workflowFindings(automation, reference, file.text ?? undefined)) {
      warnings.push({ identifier: automation.identifier, message: `In ${reference.repository}: ${flaw}` });
    }
  }
  return warnings;
}

function unknown(repository: string, uses: readonly Use[], result: GitHubResult): PlanWarning {
  const reason = result.type === 'answer' ? `GitHub answered: ${reasonOf(result)}` : result.message.replace(/\.$/, '');
  return { message: `The workflows in ${repository} that ${who(uses)} start could not be checked. ${reason}.` };
}

function usesOf(automation: Automation, backends: readonly BackendSpec[]): Use[] {
  return referencesOf(automation.invocationMethod, backends).flatMap((reference) =>
    reference.type === 'workflow' ? [{ automation, reference }] : [],
  );
}

function who(uses: readonly Use[]): string {
  const names = [...new Set(uses.map(({ automation }) => `\`${automation.identifier}\``))];
  return names.length > named
    ? `${names.slice(0, named).join(', ')} and ${names.length - named} more`
    : names.join(', ');
}

/** How many names a message lists. */
const named = 5;

/** The results for each item, in order, with limited concurrency to respect GitHub's limits. */
async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
