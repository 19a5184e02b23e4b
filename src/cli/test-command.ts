import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { WorkspaceCheck } from '../checkout/check-workspace.ts';
import { AppError } from '../core/error.ts';
import { coverConditions } from '../core/test-file/coverage.ts';
import { type MutationScore, mutate } from '../core/test-file/mutation.ts';
import type { Expectation } from '../core/test-file/read-test-file.ts';
import type { TestFilter, TestResult } from '../core/test-file/test-file.ts';
import { junitOf } from '../report/junit.ts';
import { count } from '../report/plurals.ts';
import { checkPaths } from './check-paths.ts';
import type { CliWorld } from './cli-world.ts';
import { type Format, formatOption, repositoryOption, serverOf, serverOption, wholeNumber } from './options.ts';
import { printIssues } from './print-check.ts';
import { coverageShare, printCoverage, printMutation } from './print-coverage.ts';
import { recordTests } from './record-test.ts';
import { watchTests } from './watch.ts';

type Options = {
  format: Format;
  repository?: string;
  only?: string;
  watch?: boolean;
  junit?: string;
  coverage?: boolean;
  minCoverage?: number;
  mutate?: boolean;
  mutateTime?: number;
  fromEvent?: string;
  automation?: string;
  expect?: Expectation;
  serverUrl?: string;
};

/** `test`: runs only the tests beside definitions. */
export function addTest(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('test')
    .description('run the tests beside definitions (*.test.yml)')
    .argument('[paths...]', 'folders or files (default: automations/)')
    .option('--only <pattern>', 'only tests whose automation or name contains this text; * is any text')
    .option('--watch', 'rerun the tests affected by each change, until Ctrl+C')
    .option('--coverage', 'show which conditions are both true and false in the tests')
    .option('--min-coverage <percent>', 'fail below this coverage', wholeNumber)
    .option('--mutate', 'change conditions, one change at a time, and show the changes that no test notices')
    .option('--mutate-time <seconds>', 'how long to try changes (default: 60)', wholeNumber)
    .option('--junit <file>', 'also write the results as JUnit XML')
    .option('--from-event <id>', 'write a test from a recorded event of the service')
    .option('--automation <identifier>', 'with --from-event: only for this automation')
    .addOption(
      new Option('--expect <verdict>', 'with --from-event: expect this, and not what happened').choices([
        'match',
        'no-match',
        'error',
      ]),
    )
    .addOption(formatOption('human', 'json'))
    .addOption(repositoryOption())
    .addOption(serverOption())
    .action(async (paths: string[], options: Options) => {
      const here = world(paths[0]);
      const { fromEvent, automation, expect } = options;
      if (fromEvent !== undefined) {
        const server = serverOf(options.serverUrl, here.environment);
        const check = await checkPaths(here, paths, options.repository);
        const how = { ...(automation !== undefined && { automation }), ...(expect !== undefined && { expect }) };
        return recordTests(here, check, server, { id: fromEvent, ...how });
      }
      if (automation !== undefined || expect !== undefined) {
        throw new AppError(
          'invalid_request',
          '--automation and --expect can only be used with --from-event; see --only.',
        );
      }
      if (options.watch && options.format === 'json') {
        throw new AppError('invalid_request', '--watch cannot be combined with --format json.');
      }
      const isWanted = filterOf(options.only);
      const run = (only: TestFilter) =>
        runTests(here, paths, options, (test) => isWanted(test) && only(test), options.watch === true);
      if (options.watch) return watchTests(here, paths, run);
      return run(() => true);
    });
}

/** Runs tests and prints the results; `mayBeNone`: it is not an error if no test matches. */
async function runTests(
  here: CliWorld,
  paths: readonly string[],
  options: Options,
  only: TestFilter,
  mayBeNone: boolean,
): Promise<void> {
  const { format, repository, junit } = options;
  const check = await checkPaths(here, paths, repository, only);
  if (options.only !== undefined && check.tests.length === 0 && !mayBeNone) {
    throw new AppError('not_found', `No test matches ${JSON.stringify(options.only)}.`);
  }
  const issues = check.issues.filter(({ code }) => code.startsWith('test/') || code.startsWith('syntax/'));
  const minimum = options.minCoverage ?? check.settings.tests.minCoverage;
  const isCovered = options.coverage === true || options.minCoverage !== undefined;
  const coverage = isCovered ? await coverConditions(check.definitions, check.passed, here.jq) : null;
  const mutation = options.mutate ? await mutateTested(here, check, (options.mutateTime ?? 60) * 1_000) : null;
  if (junit !== undefined) writeFileSync(junit, junitOf(check.tests));
  if (format === 'json') {
    here.writeJson({ tests: check.tests, issues, ...(coverage && { coverage }), ...(mutation && { mutation }) });
  } else {
    for (const result of check.tests) here.print(line(here, result));
    if (check.tests.length > 0) here.print('');
    printIssues(here, issues, check);
    here.print(totals(check.tests));
    if (coverage) here.print('');
    if (coverage) printCoverage(here, coverage);
    if (mutation) here.print('');
    if (mutation) printMutation(here, mutation);
  }
  const failed = check.tests.some(({ outcome }) => outcome !== 'passed');
  const share = coverage && coverageShare(coverage);
  const isLow = share !== null && minimum !== null && share < minimum;
  if (isLow) here.printError(`The coverage is ${share}%, below the minimum of ${minimum}%.`);
  process.exitCode = failed || isLow || issues.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** Tries changes to definitions whose tests all pass; failing tests would notice everything. */
async function mutateTested(here: CliWorld, check: WorkspaceCheck, time: number): Promise<MutationScore> {
  const failing = new Set(check.tests.flatMap((test) => (test.outcome === 'passed' ? [] : [test.automation])));
  const subjects = check.definitions
    .filter(({ automation }) => !failing.has(automation.identifier))
    .map((definition) => ({
      definition,
      cases: check.passed.filter(({ automation }) => automation === definition.automation.identifier),
    }));
  const until = Date.now() + time;
  const score = await mutate(subjects, here.jq, {
    isOver: () => Date.now() >= until,
    onProgress: (done, all) => here.showProgress(`${done} of ${all} changes tried`),
  });
  here.showProgress('');
  return score;
}

function filterOf(pattern: string | undefined): TestFilter {
  if (pattern === undefined) return () => true;
  const source = pattern.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '.*');
  const wanted = new RegExp(source, 'iu');
  return ({ automation, name }) => wanted.test(`${automation} ${name}`);
}

const marks = { passed: ['good', '✔'], failed: ['error', '✘'], skipped: ['warning', '-'] } as const;

function line({ paint }: CliWorld, { outcome, automation, name }: TestResult): string {
  const [role, mark] = marks[outcome];
  const why = outcome === 'skipped' ? ' (skipped: the automation has errors; run validate)' : '';
  return `${paint(role, mark)} ${paint('faint', automation)} ${name}${why}`;
}

function totals(tests: readonly TestResult[]): string {
  const of = (outcome: TestResult['outcome']) => tests.filter((result) => result.outcome === outcome).length;
  const [failed, skipped] = [of('failed'), of('skipped')];
  return `${count(tests.length, 'test')}: ${of('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
