/** What the validator says of one place of a request. */
type Finding = { keyword: string; instancePath: string; message?: string; params: Record<string, unknown> };

/** One thing that is wrong with a request: where, and a sentence's end that says what would be right. */
export type SchemaProblem = { path: string; message: string };

/** The validator's words where ours say no more, by the rule that was broken. */
const words: Record<string, (params: Record<string, unknown>) => string> = {
  additionalProperties: ({ additionalProperty }) => `has no field ${String(additionalProperty)}`,
  required: ({ missingProperty }) => `needs the field ${String(missingProperty)}`,
  enum: ({ allowedValues }) => `must be one of ${(allowedValues as unknown[]).join(', ')}`,
  type: ({ type }) => `must be of the type ${String(type).replaceAll(',', ' or ')}`,
  minimum: ({ limit }) => `must be ${String(limit)} or more`,
  maximum: ({ limit }) => `must be ${String(limit)} or less`,
  minItems: ({ limit }) => `must have ${String(limit)} items or more`,
  maxItems: ({ limit }) => `must have ${String(limit)} items or less`,
  maxLength: ({ limit }) => `must have ${String(limit)} characters or less`,
};

/** What a person reads instead of the parts' technical names. */
const parts: Record<string, string> = { body: 'The body', querystring: 'The query', params: 'The path' };

/** The validator's findings in plain words. */
export function schemaProblems(findings: readonly Finding[], part: string): SchemaProblem[] {
  return findings.map(({ keyword, instancePath, message = 'is not valid', params }) => ({
    path: `${parts[part] ?? part}${instancePath === '' ? '' : ` at ${instancePath}`}`,
    message: words[keyword]?.(params) ?? message,
  }));
}
