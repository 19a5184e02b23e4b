import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import { isObject, type JsonObject } from '../../../src/core/json.ts';
import { checkShape } from '../../../src/core/validate/schema/check-shape.ts';
import { compileChecks } from '../../../src/core/validate/schema/compile-checks.ts';

const checks = compileChecks(backends);

/** The issues of an automation that calls so, as `code path`. */
const issues = (invocationMethod: JsonObject): string[] =>
  checkShape(
    {
      identifier: 'a',
      publish: true,
      trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' } },
      invocationMethod,
    },
    checks,
  ).map(({ code, path }) => `${code} ${path.join('/')}`);

describe.each(backends.map((backend) => [backend.type, backend] as const))(
  'backends/contract/schema %s',
  (type, backend) => {
    const validate = new Ajv2020({ allowUnionTypes: true })
      .addVocabulary(['patternErrorMessage', 'portType'])
      .compile(backend.schema);

    test('its example is valid, and has its type', () => {
      expect(validate(backend.example), JSON.stringify(validate.errors)).toBe(true);
      expect(issues(backend.example)).toEqual([]);
      expect(backend.example.type).toBe(type);
    });

    test('an unknown field is refused, with one issue at the field', () => {
      const method = { ...backend.example, unheardOf: true };
      expect(validate(method)).toBe(false);
      expect(issues(method)).toEqual(['schema/unknown-field invocationMethod/unheardOf']);
    });

    test.each(backend.schema.required as string[])('the field %s is required', (field) => {
      const { [field]: _, ...rest } = backend.example;
      expect(validate(rest)).toBe(false);
    });

    test('every field has a description for editors and docs, at every level', () => {
      const undescribed = (fields: JsonObject): string[] =>
        Object.entries(fields).flatMap(([name, field]) => {
          if (!isObject(field)) return [name];
          const below = isObject(field.properties) ? undescribed(field.properties) : [];
          return [...(field.description || field.const ? [] : [name]), ...below];
        });
      expect(undescribed(backend.schema.properties as JsonObject)).toEqual([]);
      expect(backend.schema.description).toMatch(/\.$/);
      expect(backend.title).not.toBe('');
    });

    test('its target is found for any method, and contains only what fails together', () => {
      expect(backend.target(backend.example)).toBe(backend.target({ ...backend.example }));
      expect(backend.target({})).toEqual(expect.any(String));
    });

    test('only a backend whose calls cannot be repeated has to search', () => {
      expect(backend.idempotent || backend.search !== undefined).toBe(true);
    });
  },
);
