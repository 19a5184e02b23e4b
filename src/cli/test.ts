import type { Command } from 'commander';
import type { TestResult } from '../core/test-file/test-file.ts';
import { count } from '../report/plurals.ts';
import { checkPaths } from './check-paths.ts';
import { type Format, formatOption, repositoryOption } from './options.ts';
import { printIssues } from './print-check.ts';
import type { CliWorld } from './world.ts';

/** `test`: runs only the tests beside definitions. */
export function addTest(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('test')
    .description('run the tests beside definitions (*.test.yml)')
    .argument('[paths...]', 'folders or files (default: automations/)')
    .addOption(formatOption('human', 'json'))
    .addOption(repositoryOption())
    .action(async (paths: string[], { format, repository }: { format: Format; repository?: string }) => {
      const here = world(paths[0]);
      const check = await checkPaths(here, paths, repository);
      const issues = check.issues.filter(({ code }) => code.startsWith('test/') || code.startsWith('syntax/'));
      if (format === 'json') here.writeJson({ tests: check.tests, issues });
      else {
        for (const result of check.tests) here.print(line(here, result));
        if (check.tests.length > 0) here.print('');
        printIssues(here, issues, check);
        here.print(totals(check.tests));
      }
      const failed = check.tests.some(({ outcome }) => outcome !== 'passed');
      if (failed || issues.some(({ severity }) => severity === 'error')) process.exitCode = 1;
    });
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
