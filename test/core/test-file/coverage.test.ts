import { describe, expect, test } from 'vitest';
import { coverConditions } from '../../../src/core/test-file/coverage.ts';
import { jqForTests } from '../../jq/jq.ts';
import { conditions, tested, testsOf } from './tested.ts';

const jq = jqForTests();

async function covered(expressions: readonly string[], ...cases: readonly [string, string][]) {
  const { definitions, ran } = await tested(conditions(expressions), testsOf(...cases));
  const found = await coverConditions(definitions, ran.passed, jq);
  return found.map(({ text, sawTrue, sawFalse, range: { start } }) => [
    `${start.line}:${start.column}`,
    text,
    sawTrue,
    sawFalse,
  ]);
}

describe('core/test-file/coverage', () => {
  test('counts each condition that an expression joins, at its place', async () => {
    const expression = '.diff.after.properties.a == 1 and (.diff.after.properties.b | not)';
    expect(await covered([expression], ['{ a: 1 }', 'match'], ['{ a: 1, b: 2 }', 'no-match'])).toEqual([
      ['8:10', '.diff.after.properties.a == 1', true, false],
      ['8:45', '.diff.after.properties.b', true, true],
    ]);
  });

  test('does not count what jq never evaluates, and what fails', async () => {
    const expression = '.diff.after.properties.a == 1 and .diff.after.properties.b == 2';
    expect(await covered([expression], ['{ a: 2, b: 2 }', 'no-match'])).toEqual([
      ['8:10', '.diff.after.properties.a == 1', false, true],
      ['8:44', '.diff.after.properties.b == 2', false, false],
    ]);
    expect(await covered(['.diff.after.properties.a | test("x")'], ['{ a: 2 }', 'error'])).toEqual([
      ['8:10', '.diff.after.properties.a | test("x")', false, false],
    ]);
  });

  test('lists the conditions of automations without a test', async () => {
    const { definitions } = await tested(conditions(["'x' == .diff.after.title", 'true']), 'tests: []');
    expect(await coverConditions(definitions, [], jq)).toMatchObject([
      { automation: 'a', file: 'a.yml', text: '"x" == .diff.after.title', sawTrue: false, sawFalse: false },
    ]);
  });
});
