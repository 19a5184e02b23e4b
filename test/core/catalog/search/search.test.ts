import { describe, expect, test } from 'vitest';
import { readBlueprint } from '../../../../src/core/catalog/blueprint.ts';
import { type SearchContext, searchFilter } from '../../../../src/core/catalog/search/search.ts';
import type { Json } from '../../../../src/core/json.ts';

const entity = {
  identifier: 'checkout',
  blueprint: 'service',
  title: 'Checkout',
  team: ['shop'],
  properties: {
    language: 'Go',
    tier: 2,
    tags: ['a', 'b'],
    url: 'https://example.com',
    released: '2026-05-10T23:00:00-03:00',
    lease: '2026-05-15T11:59:59Z',
    license: '2027-01-01',
  },
  relations: { system: 'payments' },
};
const now = Date.parse('2026-05-15T12:00:00Z');
const finds = (query: Json, blueprints: SearchContext['blueprints'] = new Map()): boolean =>
  searchFilter(query, { now, blueprints, graph: null })(entity);
const rule = (property: string, operator: string, value?: Json) => ({
  property,
  operator,
  ...(value !== undefined && { value }),
});

describe('core/catalog/search/search', () => {
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
    [rule('language', 'doesNotContains', 'o'), false],
    [rule('language', 'doesNotContain', 'x'), true],
    [rule('language', 'doesNotBeginsWith', 'G'), false],
    [rule('language', 'doesNotBeginWith', 'P'), true],
    [rule('language', 'doesNotEndsWith', 'o'), false],
    [rule('language', 'doesNotEndWith', 'x'), true],
    [rule('released', '>', '2026-05-11T01:00:00Z'), true],
    [rule('released', '<', '2026-05-11T01:00:00Z'), false],
    [rule('released', 'between', { from: '2026-05-11T00:00:00Z', to: '2026-05-12T00:00:00Z' }), true],
    [rule('released', '=', { from: '2026-05-11T00:00:00Z', to: '2026-05-12T00:00:00Z' }), true],
    [rule('released', 'between', { from: '2026-05-10T00:00:00Z', to: '2026-05-11T00:00:00Z' }), false],
    [rule('released', 'notBetween', { preset: 'lastDay' }), true],
    [rule('released', 'between', { preset: 'lastWeek' }), true],
    [rule('lease', 'between', { preset: 'today' }), true],
    [rule('lease', '=', { preset: 'yesterday' }), false],
    [rule('license', 'between', { preset: 'last3Years' }), false],
    [rule('language', 'between', { preset: 'last3Years' }), false],
    [rule('lease', 'isExpired'), true],
    [rule('lease', 'isNotExpired'), false],
    [rule('license', 'isNotExpired'), true],
    [rule('language', 'isExpired'), false],
    [rule('missing', 'isNotExpired'), false],
    [{ propertySchema: { type: 'string' }, operator: '=', value: 'Go' }, true],
    [{ propertySchema: { type: 'number' }, operator: '=', value: 'Go' }, false],
    [{ propertySchema: { type: 'string', format: 'url' }, operator: 'contains', value: 'example' }, true],
    [{ propertySchema: { type: 'string', format: 'url' }, operator: '=', value: 'Go' }, false],
    [{ propertySchema: { type: 'array', items: { type: 'string' } }, operator: 'contains', value: 'b' }, true],
    [{ propertySchema: { type: 'array', items: { type: 'number' } }, operator: 'contains', value: 'b' }, false],
  ])('%j finds: %s', (query, found) => {
    expect(finds(query)).toBe(found);
  });

  test('supports nested groups', () => {
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
    rule('released', 'between', { preset: 'lastDecade' }),
    rule('released', 'between', { from: '2026-01-01' }),
    rule('$identifier', '=', { context: 'user', property: '$identifier' }),
    { propertySchema: { format: 'url' }, operator: '=', value: 1 },
    { propertySchema: { type: 'string' }, operator: 'beginsWith', value: 'a' },
    { operator: 'relatedTo', value: 'a' },
    { operator: 'relatedTo', blueprint: 'service', value: 'a', direction: 'sideways' },
    { operator: 'matchAny', property: { path: [] }, value: 'a' },
    { operator: 'matchAny', property: 'system', value: 'a' },
  ])('rejects an invalid query: %j', (query) => {
    expect(() => finds(query)).toThrow();
  });

  test('uses the schema of a declared property instead of its value', () => {
    const url = { type: 'string', format: 'url' };
    const blueprint = readBlueprint({ identifier: 'service', schema: { properties: { language: url } } });
    const query = { propertySchema: url, operator: '=', value: 'Go' };
    expect(finds(query)).toBe(false);
    expect(finds(query, new Map(blueprint === null ? [] : [['service', blueprint]]))).toBe(true);
  });
});
