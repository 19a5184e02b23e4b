import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isObject, type JsonObject } from '../../../src/core/json.ts';
import { draftOf, withField, withText } from '../../../src/ui/core/draft.ts';
import { readDefinition, yamlOf } from '../../../src/ui/editor/yaml.ts';

const folder = new URL('../../../automations/', import.meta.url);
const common = readdirSync(folder)
  .filter((name) => name.endsWith('.yml') && !name.endsWith('.test.yml'))
  .map((name): [string, JsonObject] => [name, parse(readFileSync(new URL(name, folder), 'utf8')) as JsonObject]);

describe('ui/editor/yaml', () => {
  test('there are the three common automations', () => {
    expect(common).toHaveLength(3);
  });

  test.each(common)('form, JSON and YAML of %s are one definition', (_, definition) => {
    const fromYaml = readDefinition(yamlOf(definition));
    expect(fromYaml).toEqual({ value: definition, problem: null });
    const asJson = withText(draftOf({}), draftOf(definition).text);
    expect(asJson).toEqual(draftOf(definition));
    // Each field that the form writes with the value that it shows leaves everything as it was, in its order.
    for (const [name, value] of Object.entries(definition)) {
      expect(withField(asJson, [name], value).text).toBe(asJson.text);
      for (const [inner, member] of Object.entries(isObject(value) ? value : {}))
        expect(withField(asJson, [name, inner], member).text).toBe(asJson.text);
    }
  });

  test('any definition comes back from YAML as it was', () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(values, (definition) => {
        const value = JSON.parse(JSON.stringify(definition)) as JsonObject;
        expect(readDefinition(yamlOf(value))).toEqual({ value, problem: null });
      }),
    );
  });

  test.each([
    ['a: [', /./],
    ['- a', /one mapping/],
    ['a: 1\n---\nb: 2', /one mapping/],
    ['', /one mapping/],
    ['a: 1\na: 2', /a/],
    ['a: {{ .b }}', /quote/i],
  ])('says why %j is not a definition', (text, message) => {
    expect(readDefinition(text)).toEqual({ value: null, problem: expect.stringMatching(message) });
  });
});
