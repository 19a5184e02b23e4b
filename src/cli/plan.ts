import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { planAgainstBase } from '../checkout/base.ts';
import { type Check, countIssues } from '../checkout/check.ts';
import { excludeInvalid } from '../checkout/exclude-invalid.ts';
import { createGit, type Git } from '../checkout/git.ts';
import { redactPlan } from '../checkout/redact.ts';
import { repositoryPath } from '../checkout/workspace.ts';
import type { Target } from '../client/plan-inputs.ts';
import { desiredSet, foresee } from '../client/planning.ts';
import { type OwnedBefore, ownedIn } from '../client/port/owned.ts';
import { createPortPlanClient, createPortReader } from '../client/port/plan.ts';
import { createPortSyncClient } from '../client/port/sync.ts';
import { createPlanClient } from '../client/server/plan-client.ts';
import { createSyncClient, type SyncAnswer } from '../client/server/sync-client.ts';
import { AppError } from '../core/error.ts';
import type { Plan } from '../core/plan/change.ts';
import { type Asked, refusalOf } from '../core/plan/refusal.ts';
import { countText } from '../report/plurals.ts';
import { checkPaths, defaultFolder, defaultPath } from './check-paths.ts';
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
import { type CliWorld, repositoryName } from './world.ts';

type Options = {
  format: Format;
  serverUrl?: string | undefined;
  /** Port's address where the command line names one. */
  portUrl?: string;
  repository?: string;
  base?: string;
  target: Target;
  adopt?: string[];
  maxDeletes?: number;
  confirm?: string;
  restore?: true;
};

/** `plan` and `sync`: what would change, and changing it. */
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
  common(program.command('sync').description('make the service hold what the files define'))
    .option('--confirm <hash>', 'agree to the deletions of the plan with this hash')
    .option('--restore', 'bring back what this path held before its last sync, whatever the files say')
    .action(async (given: string | undefined, read: Options, command: Command) => {
      const options = withPort(read, command);
      const here = world(given);
      const path = given ?? defaultFolder(here.root);
      const isPort = options.target === 'port';
      if (isPort && options.restore) {
        throw new AppError('invalid_request', 'Port keeps no earlier set; revert the commit and sync again.');
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
      conclude(here, await client.sync(set), options.format, { complete, desired: set.definitions.length, confirm });
    });
}

/** SERVER_URL is our service's address, where Port's credentials must not go: for Port only the flag counts. */
function withPort(options: Options, command: Command): Options {
  const { serverUrl } = options;
  const isGiven = serverUrl !== undefined && command.getOptionValueSource('serverUrl') === 'cli';
  return isGiven ? { ...options, portUrl: serverUrl } : options;
}

/** A commit to compare with that is named for this plan counts more than the service that the environment names for all. */
function withBase(options: Options, command: Command): Options {
  const isNamed = command.getOptionValueSource('serverUrl') === 'cli';
  return options.base === undefined || isNamed ? options : { ...options, serverUrl: undefined };
}

function common(command: Command): Command {
  return command
    .argument('[path]', `folder of the definitions; ${defaultPath}/ when left out`)
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .addOption(repositoryOption())
    .addOption(
      new Option(
        '--target <target>',
        'this service, or a real Port: --server-url or PORT_API_URL, PORT_CLIENT_ID and PORT_CLIENT_SECRET lead to it',
      )
        .choices(['server', 'port'])
        .default('server'),
    )
    .option(
      '--base <commit>',
      'plan: compare with the files of a commit, without a service; for Port: the commit whose files tell what this path owns there',
    )
    .option(
      '--adopt <name>',
      'take over an automation written through the API, or another path of this repository (owner/repo:path)',
      collect,
    )
    .option('--max-deletes <number>', 'how many deletions pass without confirmation', wholeNumber);
}

async function makePlan(here: CliWorld, check: Check, path: string, options: Options): Promise<Plan> {
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

function commitOf(git: Git, revision: string): string {
  const commit = git.commit(revision);
  if (!git.hasRepository())
    throw new AppError('not_found', `This is no checkout of git, so there is no commit ${revision} to compare with.`);
  if (commit === null) throw new AppError('not_found', `There is no commit ${revision} here; is it fetched?`);
  return commit;
}

/** What the path owned in Port: the commit before says it. */
function ownedBefore(here: CliWorld, inside: string, { base }: Options): OwnedBefore {
  if (base === undefined) {
    const message =
      'Say which commit was synced last, for its files tell what is yours in Port: --base HEAD^, for example.';
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
      'Say what to compare with: --base main for files of this repository, or --server-url, and then whose definitions these are: --repository owner/repo.',
    );
  return { source, inside: repositoryPath(root, resolve(path)) };
}

function asked({ adopt = [], maxDeletes = undefined, confirm = undefined }: Options) {
  return { adopt, maxDeletes: maxDeletes ?? null, confirm: confirm ?? null };
}

function printErrors(here: CliWorld, check: Check): void {
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

function conclude(here: CliWorld, answer: SyncAnswer, format: Format, request: Asked): void {
  const { plan, applied } = answer;
  output(here, plan, format, applied);
  if (applied) return;
  // The service speaks of fields; here they are flags. What only the service knows of is said in its words.
  here.printError(refusalOf(plan, request, asFlags)?.message ?? answer.message);
  process.exitCode = 1;
}
