import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { backends } from '../../src/backends/index.ts';
import type { JsonObject } from '../../src/core/json.ts';

describe.each(backends.map((backend) => [backend.type, backend] as const))('backends/contract %s', (type, backend) => {
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(backend.schema);

  test('its example is valid, and names it', () => {
    expect(validate(backend.example), JSON.stringify(validate.errors)).toBe(true);
    expect(backend.example.type).toBe(type);
  });

  test('a field it does not know is refused', () => {
    expect(validate({ ...backend.example, unheardOf: true })).toBe(false);
  });

  test.each(backend.schema.required as string[])('it cannot do without %s', (field) => {
    const { [field]: _, ...rest } = backend.example;
    expect(validate(rest)).toBe(false);
  });

  test('every field has a description for editors and docs', () => {
    const fields = Object.entries(backend.schema.properties as Record<string, JsonObject>);
    expect(fields.filter(([name, { description }]) => name !== 'type' && !description).map(([name]) => name)).toEqual(
      [],
    );
    expect(backend.schema.description).toMatch(/\.$/);
    expect(backend.title).not.toBe('');
  });

  test('its target is found for any method, and holds no more than what fails together', () => {
    expect(backend.target(backend.example)).toBe(backend.target({ ...backend.example }));
    expect(backend.target({})).toEqual(expect.any(String));
  });

  test('only a backend whose calls cannot be repeated has to search', () => {
    expect(backend.idempotent || backend.search !== undefined).toBe(true);
  });
});
