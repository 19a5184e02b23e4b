import { basename, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { planAgainstBase } from '../action/base.ts';
import { type Check, countIssues } from '../action/check.ts';
import { createGit } from '../action/git.ts';
import { withLeftOut } from '../action/left-out.ts';
import { maskPlan } from '../action/masks.ts';
import { desiredSet } from '../action/planning.ts';
import { createPlanClient } from '../action/server/plan-client.ts';
import { createSyncClient } from '../action/server/sync-client.ts';
import { countText } from '../action/words.ts';
import { repositoryPath } from '../action/workspace.ts';
import { AppError } from '../core/error.ts';
import type { Plan } from '../core/plan.ts';
import {
  collect,
  type Format,
  formatOption,
  repositoryOption,
  serverOf,
  serverOption,
  wholeNumber,
} from './options.ts';
import { printIssues } from './print-check.ts';
import { printPlan } from './print-plan.ts';
import { type CliWorld, checkPaths, defaultPath, repositoryName } from './world.ts';

type Options = {
  format: Format;
  serverUrl?: string;
  repository?: string;
  base?: string;
  adopt?: string[];
  maxDeletes?: number;
  confirm?: string;
  restore?: true;
};

/** `plan` and `sync`: what would change, and changing it. */
export function addPlanAndSync(program: Command, world: (near?: string) => CliWorld): void {
  common(program.command('plan').description('show what a sync would change; writes nothing'))
    .addOption(
      new Option('--base <commit>', 'compare with the files of a commit, without a service').conflicts('serverUrl'),
    )
    .action(async (given: string | undefined, options: Options) => {
      const here = world(given);
      const path = given ?? join(here.root, defaultPath);
      const check = await checkPaths(here, [path], options.repository);
      printErrors(here, check);
      const plan = withLeftOut(await makePlan(here, check, path, options), check.issues);
      output(here, plan, false, options.format);
      if (countIssues(check.issues).error > 0) process.exitCode = 1;
    });
  common(program.command('sync').description('make the service hold what the files define'))
    .option('--confirm <hash>', 'agree to the deletions of the plan with this hash')
    .option('--restore', 'bring back what this path held before its last sync, whatever the files say')
    .action(async (given: string | undefined, options: Options) => {
      const here = world(given);
      const path = given ?? join(here.root, defaultPath);
      const client = createSyncClient(serverOf(options.serverUrl, here.environment));
      const { source, inside } = placeOf(here, path, options);
      if (options.restore) return conclude(here, await client.restore({ path: inside, source }), options.format);
      const check = await checkPaths(here, [path], options.repository);
      printErrors(here, check);
      if (countIssues(check.issues).error > 0) {
        here.print(`Nothing was synced: ${countText(check.issues)}.`);
        process.exitCode = 1;
        return;
      }
      conclude(here, await client.sync(desiredSet({ path: inside, source, check, ...asked(options) })), options.format);
    });
}

function common(command: Command): Command {
  return command
    .argument('[path]', `folder of the definitions; ${defaultPath}/ when left out`)
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .addOption(repositoryOption())
    .option(
      '--adopt <name>',
      'take over an automation written through the API, or another path of this repository',
      collect,
    )
    .option('--max-deletes <number>', 'how many deletions pass without confirmation', wholeNumber);
}

async function makePlan(here: CliWorld, check: Check, path: string, options: Options): Promise<Plan> {
  if (options.base === undefined) {
    const { source, inside } = placeOf(here, path, options);
    const client = createPlanClient(serverOf(options.serverUrl, here.environment));
    return client.plan(desiredSet({ path: inside, source, check, ...asked(options) }));
  }
  const git = createGit(here.root);
  const commit = git.commit(options.base);
  if (commit === null) throw new AppError('not_found', `There is no commit ${options.base} here; is it fetched?`);
  // Nobody else is asked whose they are, so the folder's name will do.
  const source = options.repository ?? repositoryName(here.root, here.environment) ?? basename(here.root);
  const inside = repositoryPath(here.root, resolve(path));
  const { definitions } = check;
  const { maxDeletes } = options;
  return planAgainstBase({
    git,
    commit,
    path: inside,
    source: `${source}:${inside}`,
    definitions,
    jq: here.jq,
    maxDeletes,
  });
}

function placeOf(
  { root, environment }: CliWorld,
  path: string,
  { repository }: Options,
): { source: string; inside: string } {
  const source = repository ?? repositoryName(root, environment);
  if (source === null)
    throw new AppError('invalid_request', 'Say whose definitions these are: --repository owner/repo.');
  return { source, inside: repositoryPath(root, resolve(path)) };
}

function asked({ adopt = [], maxDeletes = undefined, confirm = undefined }: Options) {
  return { adopt, maxDeletes: maxDeletes ?? null, confirm: confirm ?? null };
}

function printErrors(here: CliWorld, check: Check): void {
  printIssues(
    { ...here, print: (text) => void process.stderr.write(`${text}\n`) },
    check.issues.filter(({ severity }) => severity === 'error'),
    check,
  );
}

function output(here: CliWorld, made: Plan, done: boolean, format: Format): void {
  const plan = maskPlan(made);
  if (format === 'json') here.write(`${JSON.stringify(plan, null, 2)}\n`);
  else printPlan(here, plan, done);
}

function conclude(here: CliWorld, answer: { applied: boolean; plan: Plan; message?: string }, format: Format): void {
  output(here, answer.plan, answer.applied, format);
  if (answer.applied) return;
  process.stderr.write(`${answer.message ?? 'The sync was refused.'}\n`);
  process.exitCode = 1;
}
