import standalone from 'ajv/dist/standalone/index.js';
import { backends } from '../../src/backends/index.ts';
import type { JsonSchema } from '../../src/core/json.ts';
import { definitionSchemas } from '../../src/core/schema/compile.ts';
import { createAjv } from '../../src/core/schema/compile-schema.ts';
import { shortEventSchemas, writtenTestsSchema } from '../../src/core/test-file/schema.ts';

const { frame, events, methods } = definitionSchemas(backends);

/** Everything that the Action checks by a schema. */
export const actionSchemas: readonly JsonSchema[] = [
  frame,
  ...new Set(events.values()),
  ...methods.values(),
  writtenTestsSchema,
  ...Object.values(shortEventSchemas),
];

/** A module in place of src/core/schema/compile-schema.ts, with the code that ajv writes for these schemas. */
export function compiledSchemas(): string {
  const ajv = createAjv({ source: true, esm: true });
  const names = actionSchemas.map((schema, index) => {
    ajv.addSchema(schema, `schema${index}`);
    return [`check${index}`, `schema${index}`];
  });
  // A schema is found by its text: whatever is not the one that was compiled here is missed at once, as the Action starts.
  const entries = actionSchemas.map((schema, index) => `[${JSON.stringify(JSON.stringify(schema))}, check${index}]`);
  return `${standalone.default(ajv, Object.fromEntries(names))}
    const compiled = new Map([${entries.join(', ')}]);
    export function compileSchema(schema) {
      const validate = compiled.get(JSON.stringify(schema));
      if (!validate) throw new Error('A schema is missing in scripts/action/schemas.ts.');
      return (value) => (validate(value) ? [] : validate.errors);
    }`;
}
