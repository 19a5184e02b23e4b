import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/json.ts';
import { automation, lintFile } from '../lint-file.ts';

describe('core/lint/rules/entity-field', () => {
  const found = async (mapping: JsonObject) => {
    const method = { type: 'UPSERT_ENTITY', blueprintIdentifier: 'service', mapping };
    const issues = await lintFile(automation({ method }));
    return issues
      .filter(({ code }) => code === 'lint/entity-field')
      .map(({ message, suggestion }) => [message, suggestion]);
  };

  test('warns about an unknown key and suggests the most similar unused field', async () => {
    expect(await found({ identifier: 'x', propertis: {}, owner: 'me' })).toEqual([
      ['`propertis` is not a field of an entity; did you mean `properties`?', '"properties"'],
      [expect.stringMatching(/^`owner` is not a field of an entity/), undefined],
    ]);
  });

  test('accepts fields of entities and templated keys', async () => {
    const all = {
      identifier: 'x',
      title: 't',
      icon: null,
      blueprint: 'service',
      team: [],
      properties: {},
      relations: {},
    };
    expect(await found(all)).toEqual([]);
    expect(await found({ '{{ .run.id }}': 1, '{{ spreadValue() }}': '{{ .event.diff.after }}' })).toEqual([]);
  });
});
