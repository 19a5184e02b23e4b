import { describe, expect, test } from 'vitest';
import type { ExplainedStep } from '../../../src/core/views/explanation-view.ts';
import { readParts } from '../../../src/ui/core/read-values.ts';

const expression = 'any(.tags[]; . == "x") and .title == "Shop"';

function path(text: string, value: string, more: Partial<ExplainedStep> = {}): ExplainedStep {
  const start = expression.indexOf(text);
  const outcome = { type: 'value', value } as const;
  return { kind: 'path', text, start, end: start + text.length, outcome, decides: true, steps: [], ...more };
}

function whole(steps: readonly ExplainedStep[]): ExplainedStep {
  return { ...path(expression, 'true'), kind: 'and', steps };
}

describe('ui/core/read-values', () => {
  test('cuts an expression into the paths that it reads, with their values, and the rest', () => {
    const title = path('.title', 'Shop');
    expect(readParts(expression, whole([title]))).toEqual([
      { text: 'any(.tags[]; . == "x") and ', read: null },
      { text: '.title', read: '.title is "Shop"' },
      { text: ' == "Shop"', read: null },
    ]);
  });

  test('shows the first few values of a path that has one for each element', () => {
    const tags = ['a', 'b', 'c', 'd', 'e', 'e'].map((value) => path('.tags[]', value));
    const [, read] = readParts(expression, whole(tags));
    expect(read?.read?.split('\n')).toEqual([...['a', 'b', 'c', 'd'].map((tag) => `.tags[] is "${tag}"`), '…']);
  });

  test('omits parts that were not evaluated or are not in the expression', () => {
    const skipped = path('.title', '', { outcome: { type: 'skipped' } });
    const outside = path('.title', 'x', { start: 500, end: 506 });
    expect(readParts(expression, whole([skipped, outside]))).toEqual([{ text: expression, read: null }]);
    expect(readParts(expression, null)).toEqual([{ text: expression, read: null }]);
  });
});
