import { Ajv2020, type CodeOptions, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../../json.ts';

/** One compiled schema: the errors it finds in a value, none when it is valid. */
export type Check = (value: unknown) => readonly ErrorObject[];

let ajv: Ajv2020 | undefined;

/**
 * The check of a schema, compiled when it first gets a value: most files need one backend and one event, and the others
 * would only delay the first diagnostic. Action and command line have checks that were compiled when they were built in
 * place of this function (scripts/action), for ajv takes longer to write them than they take for a thousand definitions.
 */
export function compileSchema(schema: JsonSchema): Check {
  let validate: ValidateFunction | undefined;
  return (value) => {
    ajv ??= createAjv();
    validate ??= ajv.compile(schema);
    return validate(value) ? [] : (validate.errors ?? []);
  };
}

/** Ajv as all our schemas are meant for it: every error at once, and keywords that editors know. */
export function createAjv(code: CodeOptions = { optimize: false }): Ajv2020 {
  const created = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictTypes: false,
    strictRequired: false,
    validateFormats: false,
    // Our schemas are data of ours, and a test holds them to the meta-schema: compiling that here would take longer than
    // checking a thousand definitions.
    meta: false,
    validateSchema: false,
    code,
    logger: false,
  });
  return created.addVocabulary(['patternErrorMessage', 'portType']);
}
