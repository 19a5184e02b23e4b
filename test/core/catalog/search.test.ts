import { describe, expect, test } from 'vitest';
import { searchFilter } from '../../../src/core/catalog/search.ts';
import type { Json } from '../../../src/core/json.ts';

const entity = {
  identifier: 'checkout',
  blueprint: 'service',
  title: 'Checkout',
  team: ['shop'],
  properties: { language: 'Go', tier: 2, tags: ['a', 'b'] },
  relations: { system: 'payments' },
};
const finds = (query: Json): boolean => searchFilter(query)(entity);
const rule = (property: string, operator: string, value?: Json) => ({
  property,
  operator,
  ...(value !== undefined && { value }),
});

describe('core/catalog/search', () => {
  test.each([
    [rule('$blueprint', '=', 'service'), true],
    [rule('$identifier', 'beginsWith', 'check'), true],
    [rule('$team', 'contains', 'shop'), true],
    [rule('language', '!=', 'Go'), false],
    [rule('tier', '>=', 2), true],
    [rule('tier', '<', 2), false],
    [rule('tags', 'containsAny', ['x', 'b']), true],
    [rule('system', 'in', ['payments']), true],
    [rule('missing', 'isEmpty'), true],
    [rule('constructor', 'isEmpty'), true],
    [rule('language', '>', 1), false],
  ])('%j finds: %s', (query, found) => {
    expect(finds(query)).toBe(found);
  });

  test('groups nest', () => {
    const no = rule('tier', '=', 9);
    const yes = rule('tier', '=', 2);
    expect(finds({ combinator: 'or', rules: [no, { combinator: 'and', rules: [yes, yes] }] })).toBe(true);
    expect(finds({ combinator: 'and', rules: [] })).toBe(true);
    expect(finds({ combinator: 'or', rules: [] })).toBe(false);
  });

  test.each<Json>([
    null,
    { combinator: 'xor', rules: [] },
    { rules: 1 },
    rule('a', 'like', 'b'),
    { operator: '=', value: 1 },
  ])('what is not understood is refused: %j', (query) => {
    expect(() => finds(query)).toThrow();
  });
});
