import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { compiledSchemas, schemas } from '../../scripts/action/schemas.ts';
import { backends } from '../../src/backends/index.ts';
import { isObject, type Json, type JsonSchema } from '../../src/core/json.ts';
import { shortEventSchemas } from '../../src/core/test-file/test-file-schema.ts';
import { compileSchema, type SchemaCheck } from '../../src/core/validate/schema/compile-schema.ts';
import { sampleShapes } from '../fixtures/sample-shapes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(root, 'build/compiled-schemas-'));
afterAll(() => rmSync(folder, { recursive: true }));

const outfile = join(folder, 'compiled.mjs');
await build({
  stdin: { contents: compiledSchemas(schemas.cli), resolveDir: root },
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
});
const built: { compileSchema(schema: JsonSchema): SchemaCheck } = await import(pathToFileURL(outfile).href);

const definition = {
  identifier: 'a',
  trigger: {
    type: 'automation',
    event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' },
    condition: { type: 'JQ', expressions: ['.a'], combinator: 'or' },
  },
  invocationMethod: { type: 'X' },
  requiredApproval: { type: 'ANY' },
  publish: true,
};
const fields = { blueprint: 'a', action: 'a', before: {}, after: {}, property: 'a' };
const events = Object.entries(shortEventSchemas).map(([type, { required }]) => ({
  type,
  ...Object.fromEntries(Object.entries(fields).filter(([name]) => (required as string[]).includes(name))),
}));
const mappings = { identifier: '.a', blueprint: '"b"', properties: { c: '.c' } };
const resource = { kind: 'repository', selector: { query: 'true' }, port: { entity: { mappings } } };
const valid: Json[] = [
  { resources: [resource] },
  definition,
  { type: 'RUN_CREATED', actionIdentifier: 'a' },
  { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'a', propertyIdentifier: 'b' },
  definition.trigger.event,
  ...backends.map(({ example }) => example),
  { automation: 'a', tests: [{ name: 'b', event: {} }] },
  ...events,
];

/** A value, and what comes of it when one field, at any depth, is missing, wrong or too many. */
function variants(value: Json): Json[] {
  if (!isObject(value)) return [value];
  const changed = Object.entries(value).flatMap(([key, member]) => {
    const { [key]: _, ...rest } = value;
    const others: Json[] = [null, 7, '', 'a b', [1], { x: 1 }, 'x'.repeat(200), ...variants(member)];
    return [rest, ...others.map((other) => ({ ...value, [key]: other }))];
  });
  return [value, { ...value, unheardOf: 1 }, ...changed];
}

describe('action/compiled-schemas', () => {
  const resources = variants(resource).map((one) => ({ resources: [one] }));
  const values = [...valid.flatMap(variants), ...resources, ...sampleShapes.map((sample) => sample.definition)];

  test.each(schemas.cli.map((schema, index) => [index, schema] as const))(
    'finds the same errors as ajv at run time: schema %i',
    (_, schema) => {
      const [carried, compiled] = [built.compileSchema(schema), compileSchema(schema)];
      const found = values.map((value) => [value, carried(value), compiled(value)] as const);
      expect(found.filter(([, a, b]) => !isDeepStrictEqual(a, b))).toEqual([]);
      expect(found.some(([, errors]) => errors.length > 1)).toBe(true);
      expect(found.some(([, errors]) => errors.length === 0)).toBe(true);
    },
  );

  test('throws on a schema that was not compiled', () => {
    expect(() => built.compileSchema({ type: 'object' })).toThrow('A schema is missing');
  });
});
