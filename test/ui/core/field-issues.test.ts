import { describe, expect, test } from 'vitest';
import type { Issue } from '../../../src/core/issue/issue.ts';
import { draftOf } from '../../../src/ui/core/draft.ts';
import { issuesAt } from '../../../src/ui/core/field-issues.ts';

describe('ui/core/field-issues', () => {
  const { text } = draftOf({ trigger: { condition: { expressions: ['.a == "\t" = 1', '.b'] } } });
  const path = ['trigger', 'condition', 'expressions'];
  const line = text.split('\n').findIndex((one) => one.includes('.a')) + 1;
  const issue = (start: number, end: number): Issue => {
    const range = { start: { line, column: start }, end: { line, column: end } };
    return { code: 'jq/condition', severity: 'error', file: 'a.json', message: 'Wrong', range };
  };
  const columnOf = (part: string) => (text.split('\n')[line - 1]?.indexOf(part) ?? 0) + 1;

  test('counts in the string itself, whose quotes and escapes are longer in JSON', () => {
    const column = columnOf(' = 1') + 1;
    expect(issuesAt(text, [issue(column, column + 1)], [...path, 0])).toEqual([
      { code: 'jq/condition', severity: 'error', message: 'Wrong', start: 10, end: 11 },
    ]);
  });

  test('is empty for other strings, and for a text that is not JSON', () => {
    expect(issuesAt(text, [issue(columnOf('.a'), columnOf('.a') + 1)], [...path, 1])).toEqual([]);
    expect(issuesAt('{', [issue(1, 2)], [...path, 0])).toEqual([]);
  });
});
