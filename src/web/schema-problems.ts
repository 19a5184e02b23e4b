import { closest } from '../core/closest.ts';
import {
  entityIdentifierPattern,
  entityIdentifierRule,
  identifierPattern,
  identifierRule,
} from '../core/identifiers.ts';
import { constraintText } from '../core/validate/schema/constraint-text.ts';
import { clientNamePattern, clientNameRule } from '../core/views/client-view.ts';

/** One finding of the validator in its verbose form, which includes the schema of the violated rule. */
type VerboseError = {
  keyword: string;
  instancePath: string;
  message?: string;
  params: Record<string, unknown>;
  parentSchema?: { properties?: Record<string, unknown> };
};

/** One problem of a request: its place, the rule as the end of a sentence, and the whole sentence. */
export type SchemaProblem = { path: string; message: string; sentence: string };

/** Readable names for the parts of a request. */
const parts: Record<string, string> = { body: 'The body', querystring: 'The query', params: 'The path' };

/** The name of a value in the query or the path, both of which are flat. */
const parameters: Record<string, string> = { querystring: 'The query parameter', params: 'The path parameter' };

/** The meaning of a pattern, in words. */
const rules: Readonly<Record<string, string>> = {
  [identifierPattern]: `${identifierRule}, and not . or ..`,
  [entityIdentifierPattern]: `${entityIdentifierRule}, and not . or ..`,
  [clientNamePattern]: clientNameRule,
};

/** Turns the validator's findings into readable problems. */
export function schemaProblems(findings: readonly VerboseError[], part: string): SchemaProblem[] {
  return findings.map((finding) => {
    const path = placeOf(part, finding.instancePath);
    if (finding.keyword === 'additionalProperties') return unknownField(finding, part, path);
    const message = messageOf(finding);
    return { path, message, sentence: `${path} ${message}` };
  });
}

/** "Has no field" would read as if it had been left out, so a field that is not known has a sentence of its own. */
function unknownField({ params, parentSchema, instancePath }: VerboseError, part: string, path: string): SchemaProblem {
  const name = String(params.additionalProperty);
  const what = part === 'querystring' ? 'query parameter' : 'field';
  const near = closest(name, Object.keys(parentSchema?.properties ?? {}));
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  const place = instancePath === '' ? '' : ` at ${instancePath}`;
  return {
    path,
    message: `has the unknown ${what} \`${name}\`${hint}`,
    sentence: `Unknown ${what} \`${name}\`${place}${hint}`,
  };
}

function messageOf({ keyword, params, message }: VerboseError): string {
  const rule = keyword === 'pattern' ? rules[String(params.pattern)] : undefined;
  if (rule !== undefined) return rule;
  if (keyword === 'required') return `needs the field ${String(params.missingProperty)}`;
  return constraintText(keyword, params, message);
}

function placeOf(part: string, pointer: string): string {
  const whole = parts[part] ?? part;
  if (pointer === '') return whole;
  const parameter = parameters[part];
  return parameter === undefined ? `${whole} at ${pointer}` : `${parameter} ${pointer.slice(1)}`;
}
