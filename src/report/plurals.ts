import { countIssues, validDefinitions, type WorkspaceCheck } from '../checkout/check-workspace.ts';
import type { Issue } from '../core/issue/issue.ts';

/** `1 error`, `2 errors`. */
export function count(number: number, word: string): string {
  return `${grouped(number)} ${word}${number === 1 ? '' : 's'}`;
}

/** A number with its thousands apart: `12,345`. `toLocaleString` does the same but first loads its language data. */
export function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Counts issues in words: `2 errors and 1 warning`, or `no problems`. */
export function countText(issues: readonly Issue[]): string {
  const { error, warning } = countIssues(issues);
  const parts = [...(error > 0 ? [count(error, 'error')] : []), ...(warning > 0 ? [count(warning, 'warning')] : [])];
  return parts.join(' and ') || 'no problems';
}

/** Counts what was checked in words: `3 valid automations in 6 files, 7 tests, 2 problems suppressed`. */
export function scopeText(check: WorkspaceCheck): string {
  const { files, tests, suppressed } = check;
  const tested = tests.length === 0 ? '' : `, ${count(tests.length, 'test')}`;
  const hidden = suppressed.length === 0 ? '' : `, ${count(suppressed.length, 'problem')} suppressed`;
  return `${count(validDefinitions(check).length, 'valid automation')} in ${count(files, 'file')}${tested}${hidden}`;
}
