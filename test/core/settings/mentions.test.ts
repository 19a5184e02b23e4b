import { describe, expect, test } from 'vitest';
import { mayBeDefined, mentionsIdentifier } from '../../../src/core/settings/mentions.ts';

const error = { code: 'syntax/yaml', severity: 'error', message: 'x', range: at(1) } as const;

function at(line: number) {
  return { start: { line, column: 1 }, end: { line, column: 1 } };
}

describe('core/settings/mentions', () => {
  test.each([
    ['identifier: page_on', true],
    ['{"identifier":"page_on"}', true],
    ['page_on_call page_on', true],
    ['identifier: page_on_call', false],
    ['identifier: my.page_on', false],
    ['identifier: page_on-é', false],
    ['', false],
  ])('%j mentions page_on: %s', (text, expected) => {
    expect(mentionsIdentifier(text, 'page_on')).toBe(expected);
  });

  test('an automation may be defined in a file with errors, and not in one without', () => {
    const files = [
      { path: 'good.yml', text: 'blueprint: service' },
      { path: 'bad.yml', text: 'identifier: page [' },
    ];
    const isPossible = mayBeDefined(files, [{ ...error, file: 'bad.yml' }]);
    expect(['service', 'page', 'pag'].map(isPossible)).toEqual([false, true, false]);
  });
});
