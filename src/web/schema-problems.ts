import { constraintText } from '../core/validate/schema/constraint-text.ts';

/** One finding of the validator. */
type Finding = { keyword: string; instancePath: string; message?: string; params: Record<string, unknown> };

/** One problem of a request: its place, and the end of a sentence that says what would be right. */
export type SchemaProblem = { path: string; message: string };

/** Messages for the two rules about unknown and missing fields. */
const fieldTexts: Record<string, (params: Record<string, unknown>) => string> = {
  additionalProperties: ({ additionalProperty }) => `has no field ${String(additionalProperty)}`,
  required: ({ missingProperty }) => `needs the field ${String(missingProperty)}`,
};

/** Readable names for the parts of a request. */
const parts: Record<string, string> = { body: 'The body', querystring: 'The query', params: 'The path' };

/** What a value in the query or the path is called: both are flat. */
const parameters: Record<string, string> = { querystring: 'The query parameter', params: 'The path parameter' };

/** Turns the validator's findings into readable problems. */
export function schemaProblems(findings: readonly Finding[], part: string): SchemaProblem[] {
  return findings.map(({ keyword, instancePath, message, params }) => ({
    path: placeOf(part, instancePath),
    message: fieldTexts[keyword]?.(params) ?? constraintText(keyword, params, message),
  }));
}

function placeOf(part: string, pointer: string): string {
  const whole = parts[part] ?? part;
  if (pointer === '') return whole;
  const parameter = parameters[part];
  return parameter === undefined ? `${whole} at ${pointer}` : `${parameter} ${pointer.slice(1)}`;
}
