import { describe, expect, test } from 'vitest';
import { readTestFile } from '../../../src/core/test-file/read-test-file.ts';

const event = '{ type: ENTITY_CREATED, blueprint: service, after: {} }';

function issues(text: string) {
  return readTestFile({ path: 'a.test.yml', text }).issues;
}

describe('core/test-file/read-test-file', () => {
  test('reports the second test of a name, with the place of the first', () => {
    const tests = ['one', 'two', 'one'].map((name) => `  - name: ${name}\n    event: ${event}\n`);
    expect(issues(`automation: opened\ntests:\n${tests.join('')}`)).toMatchObject([
      {
        code: 'test/duplicate-name',
        severity: 'warning',
        automation: 'opened',
        message: '"one" is also the name of the test on line 3; rename one of them.',
        range: { start: { line: 7, column: 11 } },
        related: [{ file: 'a.test.yml', range: { start: { line: 3, column: 11 } } }],
      },
    ]);
  });

  test('tests of two automations may share a name', () => {
    const tests = ['a', 'b'].map((automation) => `- { name: one, automation: ${automation}, event: ${event} }`);
    expect(issues(`tests:\n${tests.join('\n')}\n`)).toEqual([]);
  });
});
