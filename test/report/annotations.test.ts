import { describe, expect, test } from 'vitest';
import type { Issue, Severity } from '../../src/core/issue/issue.ts';
import { annotationsOf } from '../../src/report/annotations.ts';

const issue = (severity: Severity, file: string, line = 1): Issue => ({
  code: 'syntax/json',
  severity,
  file,
  range: { start: { line, column: 3 }, end: { line, column: 8 } },
  message: `${severity} ${line}`,
});

const several = (severity: Severity, count: number, file = 'a.json'): Issue[] =>
  Array.from({ length: count }, (_, index) => issue(severity, file, index + 1));

const levels = (issues: readonly Issue[], changed: string[] = []) =>
  annotationsOf(issues, new Set(changed)).map(({ level }) => level);

describe('report/annotations', () => {
  test('shows ten of each kind without a closing line', () => {
    const all = [...several('info', 10), ...several('warning', 10), ...several('error', 10)];
    expect(levels(all)).toEqual([...all].reverse().map(({ severity }) => severity));
  });

  test('makes room for the closing line within the limit of notices', () => {
    const shown = annotationsOf([...several('info', 11), ...several('error', 12)], new Set());
    expect(shown).toHaveLength(20);
    expect(shown.filter(({ level }) => level === 'info')).toHaveLength(10);
    expect(shown.at(-1)?.message).toBe('4 more problems: the summary of this job lists all of them.');
  });

  test('shows changed files first, but no warning before an error', () => {
    const issues = [issue('error', 'old.json'), issue('warning', 'new.json'), issue('error', 'new.json')];
    const shown = annotationsOf(issues, new Set(['new.json']));
    expect(shown.map(({ level, properties }) => `${level} ${properties.file}`)).toEqual([
      'error new.json',
      'error old.json',
      'warning new.json',
    ]);
  });

  test('sets columns only for a single line, with an inclusive end', () => {
    const [one] = annotationsOf([issue('error', 'a.json', 4)], new Set());
    expect(one?.properties).toMatchObject({ startLine: 4, endLine: 4, startColumn: 3, endColumn: 7 });
    const range = { start: { line: 1, column: 3 }, end: { line: 2, column: 1 } };
    const [two] = annotationsOf([{ ...issue('error', 'a.json'), range }], new Set());
    expect(two?.properties).toEqual({ title: 'syntax/json', file: 'a.json', startLine: 1, endLine: 2 });
  });
});
