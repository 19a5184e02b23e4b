import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { planAgainstBase } from '../checkout/base.ts';
import { countIssues, type WorkspaceCheck } from '../checkout/check-workspace.ts';
import { excludeInvalid } from '../checkout/exclude-invalid.ts';
import { createGit, type Git } from '../checkout/git.ts';
import { redactPlan } from '../checkout/redact.ts';
import { repositoryPath } from '../checkout/workspace.ts';
import type { PlanTarget } from '../client/plan-inputs.ts';
import { desiredSet, foresee } from '../client/planning.ts';
import { type OwnedBefore, ownedIn } from '../client/port/owned.ts';
import { createPortPlanClient, createPortReader } from '../client/port/port-plan.ts';
import { createPortSyncClient } from '../client/port/port-sync.ts';
import { createPlanClient } from '../client/server/plan-client.ts';
import { createSyncClient, type SyncAnswer } from '../client/server/sync-client.ts';
import { AppError } from '../core/error.ts';
import type { Plan } from '../core/plan/planned-change.ts';
import { type RequestedPlan, refusalOf } from '../core/plan/refusal.ts';
import { countText } from '../report/plurals.ts';
import { checkPaths, defaultFolder, defaultPath } from './check-paths.ts';
import { type CliWorld, repositoryName } from './cli-world.ts';
import {
  collect,
  type Format,
  formatOption,
  portOf,
  repositoryOption,
  serverOf,
  serverOption,
  wholeNumber,
} from './options.ts';
import { printIssues } from './print-check.ts';
import { asFlags, printPlan } from './print-plan.ts';

type Options = {
  format: Format;
  serverUrl?: string | undefined;
  /** Port's address from the command line. */
  portUrl?: string;
  repository?: string;
  base?: string;
  target: PlanTarget;
  adopt?: string[];
  maxDeletes?: number;
  confirm?: string;
  requirePlan?: string;
  restore?: true;
};

/** `plan` and `sync`: show what would change, and apply it. */
export function addPlanAndSync(program: Command, world: (near?: string) => CliWorld): void {
  common(program.command('plan').description('show what a sync would change; writes nothing')).action(
    async (given: string | undefined, read: Options, command: Command) => {
      const options = withBase(withPort(read, command), command);
      const here = world(given);
      const path = given ?? defaultFolder(here.root);
      const check = await checkPaths(here, [path], options.repository);
      printErrors(here, check);
      const plan = excludeInvalid(await makePlan(here, check, path, options), check.issues);
      output(here, plan, options.format, false, foresee(plan, check, null, asFlags));
      if (countIssues(check.issues).error > 0) process.exitCode = 1;
    },
  );
  common(program.command('sync').description('apply the definitions to the service'))
    .option('--confirm <hash>', 'confirm the deletions in the plan with this hash')
    .option('--require-plan <hash>', 'sync only the plan with this hash, as `plan` printed it')
    .option('--restore', 'restore what this path contained before its last sync, ignoring the files')
    .action(async (given: string | undefined, read: Options, command: Command) => {
      const options = withPort(read, command);
      const here = world(given);
      const path = given ?? defaultFolder(here.root);
      const isPort = options.target === 'port';
      if (isPort && options.restore) {
        throw new AppError('invalid_request', 'Port keeps no history; revert the commit and sync again.');
      }
      const server = isPort ? null : createSyncClient(serverOf(options.serverUrl, here.environment));
      const { source, inside } = placeOf(here, path, options);
      const client =
        server ?? createPortSyncClient(portOf(options.portUrl, here.environment), ownedBefore(here, inside, options));
      if (server && options.restore) {
        const { adopt, maxDeletes, confirm } = options;
        const restored = await server.restore({ path: inside, source, adopt, maxDeletes, confirm });
        return conclude(here, restored, options.format, { complete: true, desired: 1, confirm });
      }
      const check = await checkPaths(here, [path], options.repository);
      printErrors(here, check);
      if (countIssues(check.issues).error > 0) {
        here.printError(`Nothing was synced: ${countText(check.issues)}.`);
        process.exitCode = 1;
        return;
      }
      const set = desiredSet({ path: inside, source, check, ...asked(options) });
      const { complete, confirm } = set;
      const { requirePlan } = options;
      const answer = await client.sync({ ...set, ...(requirePlan !== undefined && { requirePlan }) });
      conclude(here, answer, options.format, { complete, desired: set.definitions.length, confirm, requirePlan });
    });
}

/** SERVER_URL is the address of this service, which must not get Port's credentials: for Port only the flag counts. */
function withPort(options: Options, command: Command): Options {
  const { serverUrl } = options;
  const isGiven = serverUrl !== undefined && command.getOptionValueSource('serverUrl') === 'cli';
  return isGiven ? { ...options, portUrl: serverUrl } : options;
}

/** A commit on the command line takes precedence over a service in the environment. */
function withBase(options: Options, command: Command): Options {
  const isNamed = command.getOptionValueSource('serverUrl') === 'cli';
  return options.base === undefined || isNamed ? options : { ...options, serverUrl: undefined };
}

function common(command: Command): Command {
  return command
    .argument('[path]', `folder of the definitions (default: ${defaultPath}/)`)
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .addOption(repositoryOption())
    .addOption(
      new Option(
        '--target <target>',
        'this service or Port; for Port, set --server-url or PORT_API_URL, PORT_CLIENT_ID and PORT_CLIENT_SECRET',
      )
        .choices(['server', 'port'])
        .default('server'),
    )
    .option(
      '--base <commit>',
      'plan: compare with the files of a commit, without a service; for Port: the commit whose files show what this path owns there',
    )
    .option(
      '--adopt <name>',
      'take over an automation created through the API, or another path of this repository (owner/repo:path)',
      collect,
    )
    .option('--max-deletes <number>', 'how many deletions need no confirmation', wholeNumber);
}

async function makePlan(here: CliWorld, check: WorkspaceCheck, path: string, options: Options): Promise<Plan> {
  if (options.target === 'server' && options.base !== undefined && options.serverUrl !== undefined) {
    throw new AppError(
      'invalid_request',
      'Compare with a commit (--base) or with a service (--server-url), not with both.',
    );
  }
  if (options.base === undefined || options.target === 'port') {
    const { source, inside } = placeOf(here, path, options);
    const wanted = desiredSet({ path: inside, source, check, ...asked(options) });
    if (options.target === 'port') {
      const before = ownedBefore(here, inside, options);
      return createPortPlanClient(createPortReader(portOf(options.portUrl, here.environment)), before).plan(wanted);
    }
    const client = createPlanClient(serverOf(options.serverUrl, here.environment));
    return client.plan(wanted);
  }
  const git = createGit(here.root);
  const commit = commitOf(git, options.base);
  // No server checks the owner, so the folder's name is good enough.
  const source = options.repository ?? repositoryName(here.root, here.environment) ?? basename(here.root);
  const inside = repositoryPath(here.root, resolve(path));
  const { definitions, settings } = check;
  const { maxDeletes } = options;
  return planAgainstBase({
    git,
    commit,
    path: inside,
    source: `${source}:${inside}`,
    definitions,
    settings,
    jq: here.jq,
    maxDeletes,
  });
}

function commitOf(git: Git, revision: string): string {
  const commit = git.commit(revision);
  if (!git.hasRepository())
    throw new AppError(
      'not_found',
      `This folder is not a Git checkout, so there is no commit ${revision} to compare with.`,
    );
  if (commit === null)
    throw new AppError('not_found', `There is no commit ${revision} in this checkout. Has it been fetched?`);
  return commit;
}

/** What the path owned in Port, according to an earlier commit. */
function ownedBefore(here: CliWorld, inside: string, { base }: Options): OwnedBefore {
  if (base === undefined) {
    const message =
      'Give the commit that was synced last, for example --base HEAD^: its files show what you own in Port.';
    throw new AppError('invalid_request', message);
  }
  const git = createGit(here.root);
  return ownedIn(git, commitOf(git, base), inside);
}

function placeOf(
  { root, environment }: CliWorld,
  path: string,
  { repository }: Options,
): { source: string; inside: string } {
  const source = repository ?? repositoryName(root, environment);
  if (source === null)
    throw new AppError(
      'invalid_request',
      'Say what to compare with: --base main for files of this repository, or --server-url together with --repository owner/repo.',
    );
  return { source, inside: repositoryPath(root, resolve(path)) };
}

function asked({ adopt = [], maxDeletes = undefined, confirm = undefined }: Options) {
  return { adopt, maxDeletes: maxDeletes ?? null, confirm: confirm ?? null };
}

function printErrors(here: CliWorld, check: WorkspaceCheck): void {
  printIssues(
    { ...here, print: here.printError },
    check.issues.filter(({ severity }) => severity === 'error'),
    check,
  );
}

function output(here: CliWorld, made: Plan, format: Format, done: boolean, foreseen: string | null = null): void {
  const plan = redactPlan(made);
  if (format === 'json') here.writeJson(plan);
  else printPlan(here, plan, done, foreseen);
}

function conclude(here: CliWorld, answer: SyncAnswer, format: Format, request: RequestedPlan): void {
  const { plan, applied } = answer;
  output(here, plan, format, applied);
  if (applied) return;
  // The service's message names fields, this one names flags. Refusals that only the service knows keep its message.
  here.printError(refusalOf(plan, request, asFlags)?.message ?? answer.message);
  process.exitCode = 1;
}
