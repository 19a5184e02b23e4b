import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type BaseCommit, findBase } from '../checkout/base.ts';
import { checkWorkspace, type WorkspaceCheck } from '../checkout/check-workspace.ts';
import { createGit, type Git } from '../checkout/git.ts';
import { type GitHubEvent, readGitHubEvent } from '../checkout/github-event.ts';
import { missingPathText } from '../checkout/missing-path.ts';
import { redactPlan } from '../checkout/redact.ts';
import { readWorkspace, repositoryPath } from '../checkout/workspace.ts';
import { failedPlanning, foresee, makePlan, type PlanningResult, type Situation, sync } from '../client/planning.ts';
import { authorizer } from '../client/server/credentials.ts';
import { AppError, messageOf } from '../core/error.ts';
import type { Jq } from '../core/expression/expression.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import { annotationsOf } from '../report/annotations.ts';
import { planText } from '../report/plan-words.ts';
import { countText, scopeText } from '../report/plurals.ts';
import { failureSummary, type PathReport, summaryOf } from '../report/report.ts';
import { linksOf, type ReportLinks } from '../report/report-links.ts';
import { sarifOf } from '../report/sarif.ts';
import { escapeWorkflowCommands } from '../report/terminal.ts';
import { type Inputs, readInputs } from './action-inputs.ts';
import { backtestPlan } from './backtest-plan.ts';
import { connectComments, isForbidden, keepComment, keepMergeComment } from './comment.ts';
import { findPullOfSync, isMerge, type MergedPull, requiredPlan } from './merged-pull.ts';
import { conclude, setOutputs } from './outputs.ts';
import { sarifFile } from './sarif-file.ts';
import { taskFor } from './tasks.ts';
import type { Toolkit } from './toolkit.ts';

/** The inputs and services of one run of the Action. */
export type ActionWorld = {
  toolkit: Toolkit;
  environment: Readonly<Record<string, string | undefined>>;
  jq: Jq;
  /** Milliseconds since the process began. */
  now(): number;
};

/**
 * Runs the Action once, from inputs to outputs. Rejects when the files could not even be read; the summary then says why,
 * because an empty one would look like success.
 */
export async function runAction(world: ActionWorld): Promise<void> {
  try {
    await run(world);
  } catch (error) {
    const text = failureSummary(redactText(messageOf(error)));
    await writeSummary(world, text).catch(() => {});
    throw error;
  }
}

/** What a run knows before it checks anything. */
type ActionSetup = {
  inputs: Inputs;
  event: GitHubEvent;
  root: string;
  /** The path of the definitions in the repository. */
  path: string;
  git: Git;
  /** The commit to compare with; it is looked up when first needed, because it may have to be fetched. */
  base(): BaseCommit;
};

async function run(world: ActionWorld): Promise<void> {
  const { toolkit, environment, now } = world;
  const setup = readSetup(world);
  const { inputs: given } = setup;
  // Resolved before anything is synced, so that a wrong input is reported at once.
  const sarif = given.sarif && sarifFile(setup.root, environment.RUNNER_TEMP, given.sarif);
  const check = await checkFiles(world, setup);
  const failOnWarning = given.failOnWarning || check.settings.defaults.failOnWarning;
  const inputs = { ...given, failOnWarning };
  const checkedAt = now();
  annotate(toolkit, check, setup);
  const { planned, report, pull } = await planOrSync(world, setup, check);
  logReport(toolkit, report);
  setOutputs(toolkit, inputs, check, planned);
  if (inputs.comment) await comment(toolkit, inputs, setup.event, report, pull);
  await writeSummary(world, summaryOf(report, `checked in ${seconds(checkedAt)}, total ${seconds(now())}`));
  conclude(toolkit, inputs, report, planned.failure);
  if (sarif) writeSarif(toolkit, sarif, check);
}

function readSetup({ toolkit, environment }: ActionWorld): ActionSetup {
  const inputs = readInputs((name) => toolkit.getInput(name));
  if (inputs.client) toolkit.setSecret(inputs.client.secret);
  const root = environment.GITHUB_WORKSPACE ?? process.cwd();
  const event = readGitHubEvent(environment);
  const git = createGit(root);
  let found: BaseCommit | undefined;
  const base = (): BaseCommit => {
    found ??= findBase(git, event);
    return found;
  };
  return { inputs, event, root, path: repositoryPath(root, inputs.path), git, base };
}

async function checkFiles({ environment, jq }: ActionWorld, setup: ActionSetup): Promise<WorkspaceCheck> {
  const { inputs, event, root, path, git, base } = setup;
  const { repository } = event;
  const workspace = await readWorkspace(root, [path]).catch((error) => {
    const isMissing = error instanceof AppError && error.code === 'not_found';
    const text = isMissing ? missingPathText({ git, base: base(), path, repository }) : null;
    throw text === null ? error : new AppError('not_found', text, { cause: error });
  });
  const hasPort = inputs.target === 'port' || Boolean(environment.PORT_API_URL);
  return checkWorkspace(workspace, jq, repository || null, hasPort);
}

/** Plans or syncs, depending on the event, and redacts the result. */
async function planOrSync(
  world: ActionWorld,
  setup: ActionSetup,
  check: WorkspaceCheck,
): Promise<{ planned: PlanningResult; report: PathReport; pull: MergedPull | null }> {
  const { inputs, event, git, base, path } = setup;
  const task = taskFor(inputs, event);
  const found = task === 'sync' ? await findPullOfSync(world, setup) : null;
  const required = found && inputs.requirePlan ? requiredPlan(found) : null;
  const situation = { inputs, event, check, git, base, jq: world.jq, path, ...connect(world, inputs) };
  const made =
    task === 'nothing'
      ? { plan: null, against: '', done: false, notes: [], failure: null }
      : await (task === 'sync' ? sync(situation, required) : makePlan(situation)).catch(failedPlanning);
  const planned: PlanningResult = {
    ...made,
    plan: made.plan && redactPlan(made.plan),
    notes: made.notes.map(redactText),
    failure: made.failure && redactText(made.failure),
  };
  const { plan, against, done, notes, failure } = planned;
  const foreseen = plan && task === 'plan' ? foresee(plan, check, inputs.confirm) : null;
  const trouble = made.trouble && redactText(made.trouble);
  const { server } = situation;
  const backtest = made.ofService && server && plan ? await backtestPlan(world.toolkit, server, plan, check) : null;
  const outcome = { against, ofService: made.ofService === true, done, failed: failure !== null, foreseen, trouble };
  return {
    planned,
    pull: found?.pull ?? null,
    report: {
      path,
      server: inputs.serverUrl,
      check,
      plan,
      planned: outcome,
      notes,
      backtest,
      links: linksIn(world, event),
    },
  };
}

/** The URL of this job's commit on GitHub: for a pull request, its head, because the merge commit disappears. */
function linksIn({ environment }: ActionWorld, { repository, pullRequest }: GitHubEvent): ReportLinks {
  const { GITHUB_SERVER_URL: server, GITHUB_SHA: sha = '', GITHUB_RUN_ID: run } = environment;
  const commit = pullRequest && !pullRequest.merged ? pullRequest.head : sha;
  return linksOf({ server, repository, commit, run });
}

/** The server or Port selected by the inputs, if there are credentials for it. */
function connect(
  { toolkit, environment }: ActionWorld,
  { target, serverUrl, client }: Inputs,
): Pick<Situation, 'server' | 'port'> {
  if (serverUrl === null) return { server: null, port: null };
  if (target === 'port') return { server: null, port: client && { url: serverUrl, client } };
  const authorize = authorizer(serverUrl, client, environment, toolkit.getIDToken);
  return { server: authorize && { url: serverUrl, authorize }, port: null };
}

function logReport(toolkit: Toolkit, { path, check, plan, planned, notes }: PathReport): void {
  const { done, foreseen, trouble } = planned;
  toolkit.info(`${escapeWorkflowCommands(path)}: ${scopeText(check)}: ${countText(check.issues)}`);
  if (plan) toolkit.info(`Plan: ${planText(plan, done)}`);
  for (const note of notes) toolkit.info(escapeWorkflowCommands(note));
  for (const warning of [foreseen, trouble]) if (warning) toolkit.warning(escapeWorkflowCommands(warning));
}

function annotate(toolkit: Toolkit, check: WorkspaceCheck, { git, base: find }: ActionSetup): void {
  if (check.issues.length === 0) return;
  const base = find();
  // Annotations of changed files come first.
  const changed = new Set('commit' in base ? git.changedSince(base.commit) : []);
  const emit = { error: toolkit.error, warning: toolkit.warning, info: toolkit.notice };
  for (const { level, message, properties } of annotationsOf(check.issues, changed)) emit[level](message, properties);
}

async function comment(
  toolkit: Toolkit,
  { githubToken }: Inputs,
  event: GitHubEvent,
  report: PathReport,
  pull: MergedPull | null,
): Promise<void> {
  if (githubToken === null) return;
  try {
    if (pull !== null && isMerge(event)) {
      toolkit.info(`Comment on #${pull.number}: ${await keepMergeComment(pull.comments, pull.own, report)}`);
    } else if (event.pullRequest && !event.pullRequest.merged) {
      const comments = await connectComments(githubToken, event.repository, event.pullRequest.number);
      toolkit.info(`Comment: ${await keepComment(comments, report)}`);
    }
  } catch (error) {
    if (isForbidden(error)) {
      toolkit.info(
        'Comment: not allowed. The token lacks `pull-requests: write`, as in a pull request from a fork. The summary of this job holds the whole report.',
      );
    } else toolkit.warning(`The comment could not be written: ${messageOf(error)}`);
  }
}

async function writeSummary({ toolkit, environment }: ActionWorld, text: string): Promise<void> {
  if (environment.GITHUB_STEP_SUMMARY) await toolkit.summary.addRaw(text).write();
}

/** Comes last, so that the result of a sync is reported even if this fails. */
function writeSarif(toolkit: Toolkit, file: string, check: WorkspaceCheck): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(sarifOf(check)));
  } catch (error) {
    toolkit.setFailed(`The SARIF file ${file} cannot be written (${messageOf(error)}); everything else succeeded.`);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
