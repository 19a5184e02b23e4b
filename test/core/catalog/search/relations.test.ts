import { describe, expect, test } from 'vitest';
import { readBlueprint } from '../../../../src/core/catalog/blueprint.ts';
import { buildEntityGraph } from '../../../../src/core/catalog/search/entity-graph.ts';
import { searchFilter } from '../../../../src/core/catalog/search/search.ts';
import type { Json, JsonObject } from '../../../../src/core/json.ts';

const entity = (blueprint: string, identifier: string, relations: JsonObject = {}): JsonObject => ({
  blueprint,
  identifier,
  relations,
});

/** deployment → service → system → domain, with two services side by side, and a domain with the name of a service. */
const entities = [
  entity('domain', 'shop'),
  entity('domain', 'api'),
  entity('system', 'payments', { domain: 'shop' }),
  entity('service', 'api', { system: 'payments', uses: ['cart', 'gone'] }),
  entity('service', 'cart', { system: 'payments', uses: ['api'] }),
  entity('service', 'blog', { system: null }),
  entity('deployment', 'd1', { service: 'api' }),
];
const services = readBlueprint({
  identifier: 'service',
  schema: { properties: {} },
  relations: {
    system: { target: 'system', required: true, many: false },
    uses: { target: 'service', required: false, many: true },
  },
});
const deployments = readBlueprint({
  identifier: 'deployment',
  schema: { properties: {} },
  relations: { service: { target: 'service', required: false, many: false } },
});
const blueprints = new Map([services, deployments].flatMap((one) => (one === null ? [] : [[one.identifier, one]])));

function find(query: Json): string[] {
  const context = { now: 0, blueprints, graph: buildEntityGraph(entities, blueprints) };
  return entities.filter(searchFilter(query, context)).map(({ blueprint, identifier }) => `${blueprint}/${identifier}`);
}

const relatedTo = (more: JsonObject): JsonObject => ({
  operator: 'relatedTo',
  blueprint: 'service',
  value: 'api',
  ...more,
});
const along = (path: string[], value: Json, fromBlueprint?: string): JsonObject => ({
  property: { path, ...(fromBlueprint !== undefined && { fromBlueprint }) },
  operator: 'matchAny',
  value,
});

describe('core/catalog/search/relations', () => {
  test.each<[JsonObject, string[]]>([
    [relatedTo({ direction: 'upstream' }), ['domain/shop', 'system/payments', 'service/api', 'service/cart']],
    [relatedTo({ direction: 'downstream' }), ['service/api', 'service/cart', 'deployment/d1']],
    [relatedTo({}), ['domain/shop', 'system/payments', 'service/api', 'service/cart', 'deployment/d1']],
    [relatedTo({ direction: 'upstream', required: true }), ['system/payments']],
    [relatedTo({ value: ['blog'] }), []],
    [relatedTo({ value: 'unknown' }), []],
    [relatedTo({ blueprint: 'domain', value: 'api' }), []],
    [
      relatedTo({ blueprint: 'domain', value: ['shop'], direction: 'downstream' }),
      ['system/payments', 'service/api', 'service/cart', 'deployment/d1'],
    ],
    [along(['system'], 'payments'), ['service/api', 'service/cart']],
    [along(['service', 'system', 'domain'], 'shop'), ['deployment/d1']],
    [along(['system', 'domain'], 'api'), []],
    [along(['service', 'system'], 'd1', 'deployment'), ['system/payments']],
    [along(['uses'], ['api', 'cart'], 'service'), ['service/api', 'service/cart']],
    [along(['nothing'], 'payments'), []],
  ])('%j finds %j', (query, found) => {
    expect(find(query)).toEqual(found);
    expect(
      find({ combinator: 'and', rules: [query, { property: '$identifier', operator: '!=', value: 'none' }] }),
    ).toEqual(found);
  });
});
