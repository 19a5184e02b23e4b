import { constraintText } from '../core/validate/schema/constraint-text.ts';

/** What the validator says of one place of a request. */
type Finding = { keyword: string; instancePath: string; message?: string; params: Record<string, unknown> };

/** One thing that is wrong with a request: where, and a sentence's end that says what would be right. */
export type SchemaProblem = { path: string; message: string };

/** What a request calls the two rules that are about its fields. */
const fieldTexts: Record<string, (params: Record<string, unknown>) => string> = {
  additionalProperties: ({ additionalProperty }) => `has no field ${String(additionalProperty)}`,
  required: ({ missingProperty }) => `needs the field ${String(missingProperty)}`,
};

/** What a person reads instead of the parts' technical names. */
const parts: Record<string, string> = { body: 'The body', querystring: 'The query', params: 'The path' };

/** The validator's findings in plain words. */
export function schemaProblems(findings: readonly Finding[], part: string): SchemaProblem[] {
  return findings.map(({ keyword, instancePath, message, params }) => ({
    path: `${parts[part] ?? part}${instancePath === '' ? '' : ` at ${instancePath}`}`,
    message: fieldTexts[keyword]?.(params) ?? constraintText(keyword, params, message),
  }));
}
