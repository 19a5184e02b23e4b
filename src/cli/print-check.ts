import { countIssues, validDefinitions, type WorkspaceCheck } from '../checkout/check-workspace.ts';
import { formatIssue } from '../core/issue/format-issue.ts';
import { linesOfFiles } from '../core/issue/frame.ts';
import type { Issue, Severity } from '../core/issue/issue.ts';
import { annotationsOf } from '../report/annotations.ts';
import { count, countText, scopeText } from '../report/plurals.ts';
import { sarifOf } from '../report/sarif.ts';
import type { CliWorld } from './cli-world.ts';
import type { Format } from './options.ts';

/** Writes the result of a check in one of the formats; `all`: without a limit for people. */
export async function printCheck(world: CliWorld, check: WorkspaceCheck, format: Format, all = false): Promise<void> {
  if (format === 'human') printHuman(world, check, all);
  else if (format === 'sarif') world.writeJson(sarifOf(check));
  else if (format === 'json') world.writeJson(jsonOf(check));
  else {
    const { error, warning, notice } = await import('@actions/core');
    const emit = { error, warning, info: notice };
    for (const { level, message, properties } of annotationsOf(check.issues, new Set()))
      emit[level](message, properties);
    world.print(`${scopeText(check)}: ${countText(check.issues)}`);
  }
}

/** How many issues are shown without `--all`. */
const limit = 100;

/** Writes issues with code frames, errors first and up to a limit, and how to see the rest. */
export function printIssues(
  { print, paint }: CliWorld,
  issues: readonly Issue[],
  check: Pick<WorkspaceCheck, 'texts'>,
  all = false,
): void {
  const linesOf = linesOfFiles(check.texts);
  const shown = new Set(all ? issues : bySeverity(issues).slice(0, limit));
  for (const issue of issues) {
    if (shown.has(issue)) print(`${formatIssue(issue, linesOf(issue.file), paint)}\n`);
  }
  const hidden = issues.filter((issue) => !shown.has(issue));
  if (hidden.length === 0) return;
  const { error } = countIssues(hidden);
  const errors = error === 0 ? 'none of them an error' : `${count(error, 'error')} among them`;
  print(`… and ${count(hidden.length, 'more problem')}, ${errors}. Use \`validate --all\` to see them all.\n`);
}

function bySeverity(issues: readonly Issue[]): Issue[] {
  const severities: readonly Severity[] = ['error', 'warning', 'info'];
  return severities.flatMap((severity) => issues.filter((issue) => issue.severity === severity));
}

function printHuman(world: CliWorld, check: WorkspaceCheck, all: boolean): void {
  printIssues(world, check.issues, check, all);
  const { error, warning } = countIssues(check.issues);
  const role = error > 0 ? 'error' : warning > 0 ? 'warning' : 'good';
  world.print(`${scopeText(check)}: ${world.paint(role, countText(check.issues))}`);
}

function jsonOf(check: WorkspaceCheck): object {
  const { definitions, issues, suppressed, tests, files } = check;
  const valid = new Set(validDefinitions(check));
  const counts = countIssues(issues);
  return {
    valid: counts.error === 0,
    files,
    automations: definitions.map((definition) => {
      const { automation, file } = definition;
      return { identifier: automation.identifier, file, valid: valid.has(definition) };
    }),
    counts,
    issues,
    suppressed,
    tests,
  };
}
