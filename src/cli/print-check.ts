import { type Check, countIssues, validDefinitions } from '../action/check.ts';
import { annotationsOf } from '../action/report/annotations.ts';
import { sarifOf } from '../action/report/sarif.ts';
import { countText, scopeText } from '../action/words.ts';
import { formatIssue } from '../core/issue/format.ts';
import { linesOfFiles } from '../core/issue/frame.ts';
import type { Issue } from '../core/issue.ts';
import type { Format } from './options.ts';
import type { CliWorld } from './world.ts';

/** Writes what a check found in one of the formats. */
export async function printCheck(world: CliWorld, check: Check, format: Format): Promise<void> {
  if (format === 'human') printHuman(world, check);
  else if (format === 'sarif') world.writeJson(sarifOf(check.issues));
  else if (format === 'json') world.writeJson(jsonOf(check));
  else {
    const { error, warning, notice } = await import('@actions/core');
    const emit = { error, warning, info: notice };
    for (const { level, message, properties } of annotationsOf(check.issues, new Set()))
      emit[level](message, properties);
    world.print(`${scopeText(check)}: ${countText(check.issues)}`);
  }
}

/** Writes issues with code frames. */
export function printIssues({ print, paint }: CliWorld, issues: readonly Issue[], check: Check): void {
  const linesOf = linesOfFiles(check.texts);
  for (const issue of issues) print(`${formatIssue(issue, linesOf(issue.file), paint)}\n`);
}

function printHuman(world: CliWorld, check: Check): void {
  printIssues(world, check.issues, check);
  const { error, warning } = countIssues(check.issues);
  const role = error > 0 ? 'error' : warning > 0 ? 'warning' : 'good';
  world.print(`${scopeText(check)}: ${world.paint(role, countText(check.issues))}`);
}

function jsonOf(check: Check): object {
  const { definitions, issues, tests, files } = check;
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
    tests,
  };
}
