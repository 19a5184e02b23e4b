import { describe, expect, test } from 'vitest';
import { backends } from '../../src/backends/index.ts';
import { checkEntity } from '../../src/core/catalog/entity.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { checkShape } from '../../src/core/validate/schema/check-shape.ts';
import { compileChecks } from '../../src/core/validate/schema/compile-checks.ts';

const checks = compileChecks(backends);

/** Problems as `code message → replacement`. */
function problems(mapping: JsonObject, blueprintIdentifier = 'service'): string[] {
  const value = {
    identifier: 'a',
    trigger: { type: 'automation', event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' } },
    invocationMethod: { type: 'UPSERT_ENTITY', blueprintIdentifier, mapping },
    publish: true,
  };
  return checkShape(value, checks).map(({ code, message, replacement }) => {
    return `${code} ${message}${replacement === undefined ? '' : ` → ${replacement}`}`;
  });
}

describe('backends/upsert-entity, what could never be written', () => {
  test('an unknown field of the mapping is accepted, as by Port’s API, because lint warns of it', () => {
    expect(problems({ identifier: 'x', propertis: {} })).toEqual([]);
  });

  test.each(['a b', ' a ', 'é?', '..', 'a b {{ .run.id }}', '{{ .run.id }} b'])('identifier %j', (identifier) => {
    expect(problems({ identifier })).toEqual([
      expect.stringContaining(
        'schema/wrong-format `invocationMethod.mapping.identifier` must be text with only letters',
      ),
    ]);
    const rendered = identifier.replace('{{ .run.id }}', 'r_1');
    expect(() => checkEntity('service', { identifier: rendered })).toThrow('must be text with only letters');
  });

  test.each([
    'a/b\\c',
    'é.1',
    '{{ .event.context.entityIdentifier }}',
    ' {{ .run.id }}\n',
    'pod-{{ .run.id }}/{{ "a}b" }}',
    '{{ .run.id }} {{ .run.id }}',
    '<SERVICE ID>',
  ])('identifier %j is accepted', (identifier) => {
    expect(problems({ identifier })).toEqual([]);
  });

  test('every field of an entity is accepted, and the blueprint must be an identifier', () => {
    const mapping = { identifier: 'x', title: 't', icon: null, blueprint: 'service', team: [], properties: {} };
    expect(problems(mapping)).toEqual([]);
    expect(problems({}, 'my service')).toEqual([
      expect.stringContaining(
        'schema/wrong-format `invocationMethod.blueprintIdentifier` must be text with only letters',
      ),
    ]);
    expect(problems({}, '{{ .event.context.blueprintIdentifier }}')).toEqual([]);
  });

  test('a long identifier takes no time', () => {
    const long = [`${'a'.repeat(300_000)} `, '{{}}'.repeat(50_000).concat(' x'), `{{${'}}a'.repeat(50_000)} x`];
    for (const identifier of long) expect(problems({ identifier })).toHaveLength(1);
  });
});
