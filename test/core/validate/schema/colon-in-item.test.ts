import { describe, expect, test } from 'vitest';
import { backends } from '../../../../src/backends/index.ts';
import { colonAdvice } from '../../../../src/core/validate/schema/colon-in-item.ts';
import { validate } from '../../../../src/core/validate/validate.ts';
import { jqForTests } from '../../../jq/jq.ts';

const file = (expression: string) => `identifier: a
publish: true
trigger:
  type: automation
  event: { type: ENTITY_UPDATED, blueprintIdentifier: service }
  condition:
    type: JQ
    expressions:
      - ${expression}
invocationMethod: { type: WEBHOOK, url: https://example.com }
`;

describe('core/validate/schema/colon-in-item', () => {
  test('says that a colon made an expression a mapping', async () => {
    const found = async (expression: string) => {
      const files = [{ path: 'a.yml', text: file(expression) }];
      return (await validate(files, { backends, jq: jqForTests() })).issues.map(({ message }) => message);
    };
    expect(await found('.diff.after.title == "a: b"')).toEqual([
      '`trigger.condition.expressions[0]` must be text, not an object; the colon in it starts a value in YAML, so put the whole expression in single quotes.',
    ]);
    expect(await found(`'.diff.after.title == "a: b"'`)).toEqual([]);
  });

  test.each([
    [{ jq: '.a' }, ['expressions', 0]],
    [{ '.a': { b: 1 } }, ['expressions', 0]],
    [{ '.a': 1, '.b': 2 }, ['expressions', 0]],
    [{ '.a': 1 }, ['expressions']],
    [null, ['expressions', 0]],
  ])('says nothing about %j at %j', (value, path) => {
    expect(colonAdvice(value, path)).toBe('');
  });
});
