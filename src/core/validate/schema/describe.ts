import type { ErrorObject } from 'ajv/dist/2020.js';
import { closest } from '../../closest.ts';
import { filledPattern } from '../../definition/filled-text.ts';
import { enumerated } from '../../issue/enumerated.ts';
import type { Json, JsonSchema } from '../../json.ts';
import { isObject } from '../../json.ts';
import { redactText } from '../../secrets/redact-text.ts';
import { fieldPath } from '../../source/field-path.ts';
import { withoutInvisible, withVisible } from '../../source/invisible.ts';
import type { CodedFinding } from '../../source/place-finding.ts';
import type { Path } from '../../source/places.ts';
import { mergeKey, mergeKeyAdvice, mergeKeyMessage } from '../../source/yaml-merge-key.ts';
import { colonAdvice } from './colon-in-item.ts';
import { constraintText, typeWords } from './constraint-text.ts';

/**
 * Turns the errors of a schema into one precise finding per mistake in the value at `base`; `whole` describes the root.
 */
export function describeErrors(errors: readonly ErrorObject[], base: Path, whole = 'an automation'): CodedFinding[] {
  if (errors.length === 0) return [];
  const empty = new Set(errors.filter(saysEmpty).map((error) => error.instancePath));
  // Empty text matches no pattern either; that it is empty says enough.
  const kept = withoutBranches(errors).filter(
    (one) => one.keyword !== 'pattern' || saysEmpty(one) || !empty.has(one.instancePath),
  );
  const unknown = kept.filter((error) => error.keyword === 'additionalProperties');
  const missing = kept.filter((error) => error.keyword === 'required');
  const absent = new Map(missing.map((error) => [`${error.instancePath}/${error.params.missingProperty}`, error]));
  const findings = unknown.map((error) =>
    unknownField(error, base, whole, (field) => absent.has(`${error.instancePath}/${field}`)),
  );
  // A misspelled required field is both unknown and missing; report it once.
  for (const [index, error] of unknown.entries()) {
    const replacement = findings[index]?.replacement;
    if (replacement !== undefined) absent.delete(`${error.instancePath}/${replacement}`);
  }
  for (const error of absent.values()) findings.push(missingField(error, base, whole));
  for (const error of kept)
    if (!unknown.includes(error) && !missing.includes(error)) findings.push(wrongValue(error, base));
  return findings;
}

function saysEmpty({ keyword, schema }: ErrorObject): boolean {
  return keyword === 'minLength' || (keyword === 'pattern' && schema === filledPattern);
}

/** Drops the errors of the alternatives of a `oneOf`, unless exactly one alternative has the type of the value. */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  // For a conditional, the errors of the selected branch are enough.
  let kept = errors.filter(({ keyword }) => keyword !== 'if');
  for (const error of errors) {
    if (error.keyword !== 'oneOf' && error.keyword !== 'anyOf') continue;
    const below = (other: ErrorObject) => other !== error && other.schemaPath.startsWith(`${error.schemaPath}/`);
    const branches = (error.schema as JsonSchema[]).map((_, index) => `${error.schemaPath}/${index}/`);
    const matching = branches.filter(
      (branch) =>
        !errors.some((other) => other.schemaPath === `${branch}type` && other.instancePath === error.instancePath),
    );
    const [only] = matching;
    if (matching.length === 1 && only !== undefined) {
      kept = kept.filter((other) => other !== error && (!below(other) || other.schemaPath.startsWith(only)));
    } else {
      kept = kept.filter((other) => !below(other));
    }
  }
  return kept;
}

function unknownField(
  error: ErrorObject,
  base: Path,
  whole: string,
  isMissing: (field: string) => boolean,
): CodedFinding {
  const field = String(error.params.additionalProperty);
  const path = [...base, ...steps(error)];
  const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
  const unused = known.filter((name) => !Object.hasOwn((error.data as object) ?? {}, name));
  const near = (names: readonly string[]) => names.find((name) => name === withoutInvisible(field).trim());
  const meant = near(unused) ?? closest(field, unused.filter(isMissing)) ?? closest(field, unused);
  const where = path.length === 0 ? whole : `\`${fieldPath(path)}\``;
  const hint =
    field === mergeKey
      ? `; ${mergeKeyAdvice}`
      : meant === undefined
        ? fieldList(known)
        : `; did you mean \`${meant}\`?`;
  return {
    code: 'schema/unknown-field',
    message: `\`${withVisible(field)}\` is not a field of ${where}${hint}`,
    path: [...path, field],
    part: 'key',
    ...(meant !== undefined && { replacement: meant }),
  };
}

function fieldList(known: readonly string[]): string {
  return known.length === 0 ? '; no fields are allowed.' : `; the fields are ${enumerated(known.map(quoted), 'and')}.`;
}

function missingField(error: ErrorObject, base: Path, whole: string): CodedFinding {
  const path = [...base, ...steps(error)];
  const field = String(error.params.missingProperty);
  const description = (error.parentSchema?.properties as Record<string, JsonSchema> | undefined)?.[field]?.description;
  // The first sentence says what it is; the others, how to write it.
  const meaning = typeof description === 'string' ? `: ${lowerFirst(description.split(/\.(?:\s|$)/, 1)[0] ?? '')}` : '';
  const where = path.length === 0 ? whole.replace(/^an? /, 'this ') : `\`${fieldPath(path)}\``;
  return {
    code: 'schema/missing-field',
    message: `\`${field}\` is missing from ${where}${meaning}.`,
    path,
    part: 'key',
  };
}

function wrongValue(error: ErrorObject, base: Path): CodedFinding {
  const path = [...base, ...steps(error)];
  if (path.at(-1) === mergeKey) return { code: 'schema/unknown-field', message: mergeKeyMessage, path, part: 'key' };
  const name = `\`${fieldPath(path) || 'definition'}\``;
  const schema = error.parentSchema ?? {};
  const advice = colonAdvice(error.data, path);
  switch (error.keyword) {
    case 'type':
      return {
        code: 'schema/wrong-type',
        message: `${name} must be ${enumerated(allowedWords(schema), 'or')}, not ${shown(error.data)}${advice}.`,
        path,
      };
    case 'oneOf':
    case 'anyOf': {
      const words = enumerated((error.schema as JsonSchema[]).flatMap(allowedWords), 'or');
      const message = `${name} must be ${words}, not ${shown(error.data)}${advice}.`;
      return { code: 'schema/wrong-type', message, path };
    }
    case 'enum':
      return unknownValue(name, error.data as Json, error.schema as Json[], path);
    case 'const':
      return unknownValue(name, error.data as Json, [error.schema as Json], path);
    case 'false schema':
      return {
        code: 'schema/unknown-field',
        message: `${name} is not allowed together with the other fields here; remove it.`,
        path,
        part: 'key',
      };
    case 'pattern': {
      // A pattern with examples is a list of values, in any case and with templates.
      if (Array.isArray(schema.examples)) return unknownValue(name, error.data as Json, schema.examples, path);
      const rule = schema.patternErrorMessage ?? `must match ${String(error.schema)}`;
      const value = saysEmpty(error) ? '' : `, not ${shown(error.data)}`;
      return { code: 'schema/wrong-format', message: `${name} ${String(rule)}${value}.`, path };
    }
    case 'maxLength': {
      const rule = constraintText(error.keyword, error.params);
      const message = `${name} ${rule}; it has ${[...String(error.data)].length}.`;
      return { code: 'schema/wrong-format', message, path };
    }
    default: {
      const rule = constraintText(error.keyword, error.params, error.message);
      return { code: 'schema/wrong-format', message: `${name} ${rule}.`, path };
    }
  }
}

/** A finding for a value that is not one of the known values, with a suggestion. */
export function unknownValue(name: string, value: Json, known: readonly Json[], path: Path): CodedFinding {
  const texts = known.filter((one) => typeof one === 'string');
  if (typeof value !== 'string' || texts.length === 0) {
    const message = `${name} must be ${enumerated(
      known.map((one) => JSON.stringify(one)),
      'or',
    )}, not ${shown(value)}.`;
    return { code: 'schema/unknown-value', message, path };
  }
  const meant = meantBy(value, texts);
  const all = enumerated(texts.map(quoted), 'or');
  const choices = `must be ${known.length === 1 ? '' : known.length === 2 ? 'either ' : 'one of '}${all}`;
  return {
    code: 'schema/unknown-value',
    message: `${name} ${choices}, not ${shown(value)}${known.length === 1 || meant === undefined ? '.' : `; did you mean \`${meant}\`?`}`,
    path,
    ...(meant !== undefined && { replacement: meant }),
  };
}

function allowedWords(schema: JsonSchema): string[] {
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => JSON.stringify(one));
  return typeWords(Array.isArray(schema.type) ? schema.type : [schema.type]);
}

/** Formats a value for a message: shortened, and with secrets redacted. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  const text = withVisible(redactText(JSON.stringify(value) ?? 'nothing'));
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

function steps(error: ErrorObject): Path {
  const pointer = error.instancePath.split('/').slice(1);
  return pointer.map((step) => {
    const text = step.replaceAll('~1', '/').replaceAll('~0', '~');
    return /^(?:0|[1-9]\d*)$/.test(text) ? Number(text) : text;
  });
}

function quoted(word: string): string {
  return `\`${word}\``;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Words for what the names of triggers call otherwise; by spelling alone, `CHANGED` is nearer to `CREATED`. */
const synonyms: readonly [written: RegExp, meant: string][] = [
  [/(?:CHANGED?|MODIFIED|EDITED|UPDATE)$/i, 'UPDATED'],
  [/(?:ADDED|CREATE)$/i, 'CREATED'],
  [/(?:REMOVED|DELETE)$/i, 'DELETED'],
];

function meantBy(value: string, texts: readonly string[]): string | undefined {
  const renamed = synonyms.map(([written, meant]) => value.toUpperCase().replace(written, meant));
  return renamed.find((name) => name !== value && texts.includes(name)) ?? closest(value, texts);
}
