import { type Command, Option } from 'commander';
import { countIssues } from '../checkout/check-workspace.ts';
import { closest } from '../core/closest.ts';
import { AppError } from '../core/error.ts';
import { codeDocs, explainCode } from '../core/lint/code-docs.ts';
import { checkPaths } from './check-paths.ts';
import type { CliWorld } from './cli-world.ts';
import { type Format, formatOption, repositoryOption } from './options.ts';
import { printCheck } from './print-check.ts';

type Options = { format: Format; repository?: string; failOnWarning?: true; all?: true; explain?: string };

/** `validate`: definitions, lint and tests, as the Action checks them. */
export function addValidate(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('validate')
    .description('check definitions and run their tests, offline')
    .argument('[paths...]', 'folders or files, or - for standard input (default: automations/)')
    .addOption(formatOption('human', 'json', 'github', 'sarif'))
    .addOption(repositoryOption())
    .option('--fail-on-warning', 'exit with 1 for warnings, too')
    .option('--all', 'show every problem')
    .addOption(new Option('--explain <code>', 'explain a code such as schema/unknown-field, and exit'))
    .action(async (paths: string[], { format, repository, failOnWarning, all, explain }: Options) => {
      const here = world(paths[0] === '-' ? '.' : paths[0]);
      if (explain !== undefined) return here.print(explanation(explain));
      const check = await checkPaths(here, paths, repository);
      await printCheck(here, check, format, all);
      const { error, warning } = countIssues(check.issues);
      const isStrict = failOnWarning ?? check.settings.defaults.failOnWarning;
      if (error > 0 || (isStrict && warning > 0)) process.exitCode = 1;
    });
}

function explanation(code: string): string {
  const text = explainCode(code);
  if (text !== null) return text;
  const codes = [...codeDocs.keys()];
  const meant = closest(code, codes) ?? sameStart(code, codes).join(' or ');
  const hint = meant === '' ? 'docs/issues.md lists all codes' : `did you mean ${meant}?`;
  throw new AppError('not_found', `Unknown code ${code}; ${hint}`);
}

/** The codes that begin like another, at least with its group; a few at most. */
function sameStart(code: string, codes: readonly string[]): string[] {
  for (let length = code.length; length > 0 && code.slice(0, length).includes('/'); length -= 1) {
    const found = codes.filter((one) => one.startsWith(code.slice(0, length)));
    if (found.length > 0) return found.slice(0, 3);
  }
  return [];
}
