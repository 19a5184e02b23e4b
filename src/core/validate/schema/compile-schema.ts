import { Ajv2020, type CodeOptions, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../../json.ts';

/** A compiled schema: returns the errors in a value, none if it is valid. */
export type SchemaCheck = (value: unknown) => readonly ErrorObject[];

let ajv: Ajv2020 | undefined;

/**
 * Compiles a schema on first use: most files need one backend and one event type, and compiling the others would delay
 * the first diagnostic. The builds of the Action and the CLI replace this function with precompiled checks
 * (scripts/action), because ajv needs longer to compile them than they need for a thousand definitions.
 */
export function compileSchema(schema: JsonSchema): SchemaCheck {
  let validate: ValidateFunction | undefined;
  return (value) => {
    ajv ??= createAjv();
    validate ??= ajv.compile(schema);
    return validate(value) ? [] : (validate.errors ?? []);
  };
}

/** Creates an Ajv instance for our schemas: it collects all errors and knows our extra keywords. */
export function createAjv(code: CodeOptions = { optimize: false }): Ajv2020 {
  const created = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictTypes: false,
    strictRequired: false,
    validateFormats: false,
    // A test checks our schemas against the meta-schema; doing so here would take longer than checking a thousand
    // definitions.
    meta: false,
    validateSchema: false,
    code,
    logger: false,
  });
  return created.addVocabulary(['patternErrorMessage', 'portType']);
}
