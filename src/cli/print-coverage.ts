import { redactText } from '../core/secrets/redact-text.ts';
import type { ConditionCoverage } from '../core/test-file/coverage.ts';
import type { MutationScore } from '../core/test-file/mutation.ts';
import { count } from '../report/plurals.ts';
import type { CliWorld } from './cli-world.ts';

type Printer = Pick<CliWorld, 'print' | 'paint'>;

/** The share of the conditions' results that tests have seen, in percent, rounded down; 100 without conditions. */
export function coverageShare(conditions: readonly ConditionCoverage[]): number {
  return conditions.length === 0 ? 100 : Math.floor((seenIn(conditions) / (2 * conditions.length)) * 100);
}

/** Prints which automations have conditions that were never true or never false, and names these conditions. */
export function printCoverage({ print, paint }: Printer, conditions: readonly ConditionCoverage[]): void {
  if (conditions.length === 0) {
    print('Coverage: there are no conditions.');
    return;
  }
  const names = [...new Set(conditions.map(({ automation }) => automation))];
  const rows = names.map((name) =>
    rowOf(
      name,
      conditions.filter(({ automation }) => automation === name),
    ),
  );
  const table = [['Coverage', 'conditions', 'answers seen', ''], ...rows, rowOf('All', conditions)];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const [index, row] of table.entries()) {
    const [name = '', ...cells] = row;
    const text = [name.padEnd(widths[0] ?? 0), ...cells.map((cell, at) => cell.padStart(widths[at + 1] ?? 0))];
    print(paint(index === 0 ? 'faint' : 'code', text.join('  ').trimEnd()));
  }
  const missing = conditions.filter(({ sawTrue, sawFalse }) => !sawTrue || !sawFalse);
  if (missing.length > 0) print('');
  for (const { file, range, text, sawTrue, sawFalse } of missing) {
    const what = sawTrue ? 'never false' : sawFalse ? 'never true' : 'never true, never false';
    print(`${placeOf(file, range)} ${paint('warning', what)}: ${redactText(text)}`);
  }
}

function rowOf(name: string, conditions: readonly ConditionCoverage[]): string[] {
  const all = 2 * conditions.length;
  return [name, `${conditions.length}`, `${seenIn(conditions)} of ${all}`, `${coverageShare(conditions)}%`];
}

function seenIn(conditions: readonly ConditionCoverage[]): number {
  return conditions.reduce((sum, { sawTrue, sawFalse }) => sum + Number(sawTrue) + Number(sawFalse), 0);
}

/** Prints how many changes of conditions the tests notice, and those that they do not. */
export function printMutation({ print, paint }: Printer, { killed, survivors, left }: MutationScore): void {
  for (const { file, range, before, after, text } of survivors) {
    const change = after === '' ? `${before.trim()} removed` : `${before} → ${after}`;
    print(`${placeOf(file, range)} ${paint('warning', 'survives')}: ${redactText(change)}`);
    print(paint('faint', `    ${redactText(text.trim().replaceAll(/\s+/g, ' '))}`));
  }
  if (survivors.length > 0) print('');
  const all = killed + survivors.length;
  const share = all === 0 ? '' : ` (${Math.floor((killed / all) * 100)}%)`;
  const late = left === 0 ? '' : `; ${count(left, 'more change')} not tried, because time ran out`;
  print(`Mutation score: the tests notice ${killed} of ${count(all, 'change')}${share}${late}`);
}

function placeOf(file: string, { start }: ConditionCoverage['range']): string {
  return `${file}:${start.line}:${start.column}`;
}
