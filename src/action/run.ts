import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Base, findBase } from '../checkout/base.ts';
import { type Check, checkWorkspace, countIssues } from '../checkout/check.ts';
import { createGit, type Git } from '../checkout/git.ts';
import { type GitHubEvent, readGitHubEvent } from '../checkout/github-event.ts';
import { redactPlan } from '../checkout/redact.ts';
import { missingPathText } from '../checkout/missing-path.ts';
import { readWorkspace, repositoryPath } from '../checkout/workspace.ts';
import { foresee, makePlan, type Planned, sync, failedPlanning } from '../client/planning.ts';
import type { Server } from '../client/server/call.ts';
import { authorizer } from '../client/server/credentials.ts';
import { AppError, messageOf } from '../core/error.ts';
import type { Jq } from '../core/expression/expression.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import { annotationsOf } from '../report/annotations.ts';
import { changesOf, planText } from '../report/plan-words.ts';
import { countText, scopeText } from '../report/plurals.ts';
import { failureSummary, type Report, summaryOf } from '../report/report.ts';
import { sarifOf } from '../report/sarif.ts';
import { escapeWorkflowCommands } from '../report/terminal.ts';
import { connectComments, isForbidden, keepComment } from './comment.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { planOutput } from './plan-output.ts';
import { sarifFile } from './sarif-file.ts';
import { taskFor } from './tasks.ts';

/** GitHub's toolkit, as far as the Action uses it. */
export type Toolkit = Pick<
  typeof import('@actions/core'),
  | 'getInput'
  | 'setOutput'
  | 'setFailed'
  | 'setSecret'
  | 'getIDToken'
  | 'summary'
  | 'error'
  | 'warning'
  | 'notice'
  | 'info'
>;

/** What one run of the Action is given. */
export type ActionWorld = {
  toolkit: Toolkit;
  environment: Readonly<Record<string, string | undefined>>;
  jq: Jq;
  /** Milliseconds since the process began. */
  now(): number;
};

/**
 * One run of the Action, from inputs to outputs. Rejects when it could not even look at the files, and the summary says why:
 * an empty one would look as if all were well.
 */
export async function runAction(world: ActionWorld): Promise<void> {
  try {
    await run(world);
  } catch (error) {
    const text = failureSummary(redactText(messageOf(error)));
    await writeSummary(world.toolkit, world.environment, text).catch(() => {});
    throw error;
  }
}

async function run({ toolkit, environment, jq, now }: ActionWorld): Promise<void> {
  const inputs = readInputs((name) => toolkit.getInput(name));
  if (inputs.client) toolkit.setSecret(inputs.client.secret);
  const root = environment.GITHUB_WORKSPACE ?? process.cwd();
  // Before anything is synced: a wrong input is told at once.
  const sarif = inputs.sarif && sarifFile(root, environment.RUNNER_TEMP, inputs.sarif);
  const event = readGitHubEvent(environment);
  const path = repositoryPath(root, inputs.path);
  const git = createGit(root);
  let found: Base | undefined;
  const base = (): Base => {
    found ??= findBase(git, event);
    return found;
  };
  const workspace = await readWorkspace(root, [path]).catch((error) => {
    const isMissing = error instanceof AppError && error.code === 'not_found';
    const gone = isMissing ? missingPathText({ git, base: base(), path, repository: event.repository }) : null;
    throw gone === null ? error : new AppError('not_found', gone, { cause: error });
  });
  const hasPort = inputs.target === 'port' || Boolean(environment.PORT_API_URL);
  const check = await checkWorkspace(workspace, jq, event.repository || null, hasPort);
  const checkedAt = now();
  annotate(toolkit, check, git, base);

  const isPort = inputs.target === 'port';
  const port = isPort && inputs.serverUrl && inputs.client ? { url: inputs.serverUrl, client: inputs.client } : null;
  const authorize =
    !isPort && inputs.serverUrl && authorizer(inputs.serverUrl, inputs.client, environment, toolkit.getIDToken);
  const server: Server | null = inputs.serverUrl && authorize ? { url: inputs.serverUrl, authorize } : null;
  const task = taskFor(inputs, event);
  const situation = { inputs, event, check, git, base, jq, path, server, port };
  const made =
    task === 'nothing'
      ? { plan: null, against: '', done: false, notes: [], failure: null }
      : await (task === 'sync' ? sync(situation) : makePlan(situation)).catch(failedPlanning);

  const planned: Planned = {
    ...made,
    plan: made.plan && redactPlan(made.plan),
    notes: made.notes.map(redactText),
    failure: made.failure && redactText(made.failure),
  };
  const { plan, against, done, notes, failure } = planned;
  const foreseen = plan && task === 'plan' ? foresee(plan, check, inputs.confirm) : null;
  const trouble = made.trouble && redactText(made.trouble);
  const outcome = { against, done, failed: failure !== null, foreseen, trouble };
  const report: Report = { path, server: inputs.serverUrl, check, plan, planned: outcome, notes };
  toolkit.info(`${escapeWorkflowCommands(path)}: ${scopeText(check)}: ${countText(check.issues)}`);
  if (plan) toolkit.info(`Plan: ${planText(plan, done)}`);
  for (const note of notes) toolkit.info(escapeWorkflowCommands(note));
  for (const warning of [foreseen, trouble]) if (warning) toolkit.warning(escapeWorkflowCommands(warning));
  setOutputs(toolkit, inputs, check, planned);
  if (inputs.comment) await comment(toolkit, inputs, event, report);
  await writeSummary(
    toolkit,
    environment,
    summaryOf(report, `checked in ${seconds(checkedAt)}, all in ${seconds(now())}`),
  );
  conclude(toolkit, inputs, report, failure);
  if (sarif) writeSarif(toolkit, sarif, check);
}

function annotate(toolkit: Toolkit, check: Check, git: Git, find: () => Base): void {
  if (check.issues.length === 0) return;
  const base = find();
  // Only their order hangs on it.
  const changed = new Set('commit' in base ? git.changedSince(base.commit) : []);
  const emit = { error: toolkit.error, warning: toolkit.warning, info: toolkit.notice };
  for (const { level, message, properties } of annotationsOf(check.issues, changed)) emit[level](message, properties);
}

function setOutputs(toolkit: Toolkit, inputs: Inputs, { issues }: Check, { plan }: Planned): void {
  const { error, warning } = countIssues(issues);
  toolkit.setOutput('valid', isValid(inputs, { error, warning }));
  toolkit.setOutput('errors', error);
  toolkit.setOutput('warnings', warning);
  if (!plan) return;
  const text = planOutput(plan);
  if (text === null)
    toolkit.notice('The output `plan` is left out: this plan is longer than GitHub lets an output be.');
  else toolkit.setOutput('plan', text);
  toolkit.setOutput('plan-hash', plan.hash);
  toolkit.setOutput('created', changesOf(plan, 'create').length);
  toolkit.setOutput('updated', changesOf(plan, 'update').length + changesOf(plan, 'adopt').length);
  toolkit.setOutput('deleted', changesOf(plan, 'delete').length);
  toolkit.setOutput('conflicts', changesOf(plan, 'conflict').length);
}

function isValid({ failOnWarning }: Inputs, { error, warning }: { error: number; warning: number }): boolean {
  return error === 0 && !(failOnWarning && warning > 0);
}

async function comment(toolkit: Toolkit, { githubToken }: Inputs, event: GitHubEvent, report: Report): Promise<void> {
  if (!event.pullRequest || githubToken === null) return;
  try {
    const comments = await connectComments(githubToken, event.repository, event.pullRequest.number);
    toolkit.info(`Comment: ${await keepComment(comments, report)}`);
  } catch (error) {
    if (isForbidden(error)) {
      toolkit.info(
        'Comment: not allowed. The token lacks `pull-requests: write`, as it does in a pull request from a fork.',
      );
    } else toolkit.warning(`The comment could not be written: ${messageOf(error)}`);
  }
}

async function writeSummary(toolkit: Toolkit, environment: ActionWorld['environment'], text: string): Promise<void> {
  if (environment.GITHUB_STEP_SUMMARY) await toolkit.summary.addRaw(text).write();
}

/** Last of all: what a sync did is told even if this fails. */
function writeSarif(toolkit: Toolkit, file: string, { issues }: Check): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(sarifOf(issues)));
  } catch (error) {
    toolkit.setFailed(`The SARIF file ${file} cannot be written (${messageOf(error)}); everything else was done.`);
  }
}

function conclude(toolkit: Toolkit, inputs: Inputs, { check, planned }: Report, failure: string | null): void {
  const { issues } = check;
  const counts = countIssues(issues);
  if (failure !== null) toolkit.setFailed(failure);
  else if (counts.error > 0) process.exitCode = 1;
  else if (!isValid(inputs, counts))
    toolkit.setFailed(`There are warnings, and \`fail-on-warning\` is on: ${countText(issues)}.`);
  else if (inputs.failOnWarning && planned.foreseen !== null)
    toolkit.setFailed('A sync of this would be refused, and `fail-on-warning` is on.');
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
