import standalone from 'ajv/dist/standalone/index.js';
import { backends } from '../../src/backends/index.ts';
import { mappingSchema } from '../../src/core/catalog/github/mapping-schema.ts';
import type { JsonSchema } from '../../src/core/json.ts';
import { settingsSchema } from '../../src/core/settings/settings-schema.ts';
import { shortEventSchemas, writtenTestsSchema } from '../../src/core/test-file/test-file-schema.ts';
import { definitionSchemas } from '../../src/core/validate/schema/compile-checks.ts';
import { createAjv } from '../../src/core/validate/schema/compile-schema.ts';

const { frame, events, methods } = definitionSchemas(backends);

const actionSchemas: readonly JsonSchema[] = [
  frame,
  ...new Set(events.values()),
  ...methods.values(),
  writtenTestsSchema,
  settingsSchema,
  ...Object.values(shortEventSchemas),
];

/** Everything that is checked by a schema: by the Action, and by the command line, which knows mappings of GitHub too. */
export const schemas = { action: actionSchemas, cli: [...actionSchemas, mappingSchema] } as const;

/** A module in place of src/core/validate/schema/compile-schema.ts, with the code that ajv writes for these schemas. */
export function compiledSchemas(schemas: readonly JsonSchema[]): string {
  const ajv = createAjv({ source: true, esm: true });
  const names = schemas.map((schema, index) => {
    ajv.addSchema(schema, `schema${index}`);
    return [`check${index}`, `schema${index}`];
  });
  // A schema is looked up by its text, so a schema that was not compiled here is noticed at once.
  const entries = schemas.map((schema, index) => `[${JSON.stringify(JSON.stringify(schema))}, check${index}]`);
  return `${standalone.default(ajv, Object.fromEntries(names))}
    const compiled = new Map([${entries.join(', ')}]);
    export function compileSchema(schema) {
      const validate = compiled.get(JSON.stringify(schema));
      if (!validate) throw new Error('A schema is missing in scripts/action/schemas.ts.');
      return (value) => (validate(value) ? [] : validate.errors);
    }`;
}
