import { describe, expect, test } from 'vitest';
import { automation, lintFile, lintLines } from '../lint-file.ts';

describe('core/lint/rules/constant-condition', () => {
  test.each([
    [
      ['true'],
      'and',
      'always-fires',
      'Every event passes this condition, so the automation always fires; remove it if that is intended.',
    ],
    [
      ['".diff.after.title" == "x"'],
      'and',
      'constant-comparison',
      '".diff.after.title" is text and not a path, so this is always false; write it without the quotes. The automation never fires.',
    ],
    [
      ['1 < 2', '.diff.after.title == "x"'],
      'and',
      'constant-comparison',
      'Both sides are literals, so this is always true.',
    ],
    [
      ['true', '.diff.after.title == "x"'],
      'and',
      'constant-condition',
      'This condition is always true and has no effect.',
    ],
    [
      ['null', '.diff.after.title == "x"'],
      'or',
      'constant-condition',
      'This condition is always false and has no effect.',
    ],
    [
      ['.diff.after.title == .diff.after.title'],
      'and',
      'always-fires',
      'Every event passes this condition, so the automation always fires; remove it if that is intended.',
    ],
    [
      ['.diff.after.properties.x != .diff.after.properties.x and .diff.after.properties.y'],
      'and',
      'never-fires',
      'No event can pass this condition, so the automation never fires.',
    ],
    [
      ['.diff.after.properties.a = 1'],
      'and',
      'always-fires',
      'This condition assigns a value, which is always true, so the automation always fires; did you mean `==`?',
    ],
    [
      ['.diff.after.title == "x"', '.diff.after.title == "y"'],
      'and',
      'never-fires',
      'These conditions contradict each other: no event can pass, so the automation never fires.',
    ],
    [
      ['.diff.after.title != "x"', '.diff.after.title != "y"'],
      'or',
      'always-fires',
      'Every event passes one of these conditions, so the automation always fires; should `combinator` be `and`?',
    ],
    [
      ['.diff.after.title != "x" or .diff.after.title != "y"'],
      'and',
      'misread-jq',
      'Every value differs from at least one of these, so this is always true; write `.diff.after.title != "x" and .diff.after.title != "y"`. The condition is true for every event.',
    ],
    [
      ['.diff.after.title == "x" or .diff.after.title != "x"'],
      'and',
      'always-fires',
      'Every event passes this condition, so the automation always fires; remove it if that is intended.',
    ],
    [
      ['.diff.after.title == "x" and .diff.after.title != "x"'],
      'or',
      'never-fires',
      'No event can pass this condition, so the automation never fires.',
    ],
  ])('%j joined by %s', async (expressions, combinator, code, message) => {
    const issues = await lintFile(automation({ expressions, combinator }));
    expect(issues.map((issue) => [issue.code, issue.message])).toEqual([[`lint/${code}`, message]]);
  });

  test.each([
    [['.diff.after.title == "x"', '.diff.after.title == "y"'], 'or'],
    [['.diff.after.title != "x"', '.diff.after.title != "y"'], 'and'],
    [['.diff.after.title != "x" or .diff.after.properties.a != "y"'], 'and'],
    [['.diff.after.title != "x"', '.diff.after.properties.a.b != "y"', '.diff.after.title == "y"'], 'or'],
    [['.diff.after.title'], 'and'],
    [['.diff.after.title >= "="'], 'and'],
    [['.diff.after | (.title = "x") | .title == "x"'], 'and'],
    [['[.diff.after.title == "x", .diff.after.title == "y"] | any'], 'and'],
    [['.diff.after.properties.n == 1.5', 'now > 0'], 'and'],
    [['(.diff.after.properties.a == 1) == (.diff.after.properties.a == 2)'], 'and'],
    [['.diff.after.properties.x == .diff.after.properties.x and .diff.after.properties.y'], 'and'],
    [[], 'and'],
  ])('accepts %j joined by %s', async (expressions, combinator) => {
    expect(await lintLines(automation({ expressions, combinator }))).toEqual([]);
  });
});
