import { describe, expect, test } from 'vitest';
import { compileEntityCheck } from '../../../src/core/catalog/conform.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const check = compileEntityCheck({
  identifier: 'service',
  schema: {
    properties: {
      language: { type: 'string', enum: ['Go', 'Rust'], enumColors: { Go: 'blue' } },
      tier: { type: 'number' },
      ttl: { type: 'string', format: 'timer' },
    },
    required: ['language'],
  },
  relations: { team: { target: 'team', many: false }, uses: { target: 'service', many: true } },
  mirrorProperties: { lead: { path: 'team.lead' } },
  calculationProperties: { score: { calculation: '.properties.tier * 2' } },
});
const problemOf = (input: JsonObject, after: JsonObject = input): string | null => {
  try {
    check.check(input, after);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('core/catalog/conform', () => {
  test('accepts an entity that fits its blueprint, and null for an optional property', () => {
    const properties = { language: 'Go', tier: null, ttl: '2027-01-01T00:00:00Z' };
    expect(problemOf({ properties, relations: { team: 'shop', uses: [] } })).toBe(null);
  });

  test('checks only the properties in the input, and that required values exist', () => {
    expect(problemOf({ properties: { tier: 1 } }, { properties: { tier: 1, language: 'Go', old: true } })).toBe(null);
    expect(problemOf({ properties: { language: null } }, { properties: {} })).toMatch(
      'properties.language is required',
    );
  });

  test.each<[JsonObject, string]>([
    [{ language: 'Go', tier: 'two' }, 'properties.tier must be number'],
    [{ language: 'PHP' }, 'properties.language must be equal to one of the allowed values'],
    [{ language: 'Go', tyer: 1 }, 'properties.tyer is not a property of service (did you mean tier?)'],
    [{ language: 'Go', lead: 'a' }, 'properties.lead mirrors another entity and cannot be written'],
    [{ language: 'Go', score: 1 }, 'properties.score is calculated and cannot be written'],
  ])('%j: %s', (properties, message) => {
    expect(problemOf({ properties })).toContain(message);
  });

  test('rejects an unknown relation with not_found, as Port does, and the wrong number of values', () => {
    expect(problemOf({ properties: { language: 'Go' }, relations: { teem: 'a' } })).toBe(
      'The blueprint service has no relation teem; did you mean team?',
    );
    expect(problemOf({ properties: { language: 'Go' }, relations: { team: ['a'], uses: 'b' } })).toBe(
      'relations.team must be a single identifier; relations.uses must be an array of identifiers',
    );
  });

  test('rejects a blueprint whose schema does not compile', () => {
    const broken = { identifier: 'a', schema: { properties: { b: { type: 'string', pattern: '(' } } } };
    expect(() => compileEntityCheck(broken)).toThrow('The schema of the property b is not valid');
  });
});
