import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { closest } from '../closest.ts';
import { AppError } from '../error.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { type Blueprint, readBlueprint } from './blueprint.ts';

/** A compiled blueprint that checks entities. */
export type EntityCheck = {
  /**
   * Throws `not_found` for an unknown relation (as Port does), and `invalid_content` that lists every property that is
   * unknown, has a wrong value, or is required but would be missing from the entity.
   */
  check(input: JsonObject, after: JsonObject): void;
};

/**
 * Runs the check of a property, identified by `key`; null when it took too long, because a regular expression may take
 * forever.
 */
export type LimitedCheck = <T>(key: string, check: () => T) => T | null;

/**
 * Compiles a blueprint into a check for its entities, whose properties are checked within the given limit; throws
 * `invalid_content` if its schema does not compile.
 */
export function compileEntityCheck(definition: JsonObject, limited: LimitedCheck = (_, check) => check()): EntityCheck {
  const blueprint = readBlueprint(definition);
  if (blueprint === null)
    throw new AppError('invalid_content', 'A blueprint needs an identifier and schema.properties');
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const checks = new Map<string, ValidateFunction>();
  for (const [name, schema] of blueprint.properties) {
    try {
      checks.set(name, ajv.compile(schema));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new AppError('invalid_content', `The schema of the property ${name} is not valid: ${reason}`);
    }
  }
  const required = requiredOf(definition);
  return {
    check(input, after) {
      checkRelations(blueprint, input.relations);
      const problems: string[] = [];
      for (const [name, value] of entriesOf(input.properties)) {
        const check = checks.get(name);
        if (check === undefined) problems.push(unknownProperty(blueprint, name));
        else if (value !== null) {
          const isValid = limited(`${blueprint.identifier} ${name}`, () => check(value));
          problems.push(...problemsOf(name, check, isValid));
        }
      }
      const present = new Set(entriesOf(after.properties).flatMap(([name, value]) => (value === null ? [] : [name])));
      for (const name of required) if (!present.has(name)) problems.push(`properties.${name} is required`);
      if (problems.length === 0) return;
      throw new AppError('invalid_content', `The entity does not match its blueprint: ${problems.join('; ')}`, {
        details: { problems },
      });
    },
  };
}

function problemsOf(name: string, check: ValidateFunction, isValid: boolean | null): string[] {
  if (isValid === null) return [`properties.${name} takes too long to check; simplify its schema, especially patterns`];
  if (isValid) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `properties.${name}${instancePath} ${message}`);
}

function checkRelations(blueprint: Blueprint, relations: Json | undefined): void {
  const wrong: string[] = [];
  for (const [name, value] of entriesOf(relations)) {
    const schema = blueprint.relations.get(name);
    if (schema === undefined) {
      const near = closest(name, [...blueprint.relations.keys()]);
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      throw new AppError('not_found', `The blueprint ${blueprint.identifier} has no relation ${name}${hint}`);
    }
    const many = schema.many === true;
    if (value !== null && many !== Array.isArray(value)) {
      wrong.push(`relations.${name} must be ${many ? 'an array of identifiers' : 'a single identifier'}`);
    }
  }
  if (wrong.length > 0) throw new AppError('invalid_content', wrong.join('; '), { details: { problems: wrong } });
}

function unknownProperty(blueprint: Blueprint, name: string): string {
  if (blueprint.mirrors.has(name)) return `properties.${name} mirrors another entity and cannot be written`;
  if (blueprint.calculations.has(name) || blueprint.aggregations.has(name)) {
    return `properties.${name} is calculated and cannot be written`;
  }
  const near = closest(name, [...blueprint.properties.keys()]);
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  return `properties.${name} is not a property of ${blueprint.identifier}${hint}`;
}

function requiredOf(definition: JsonObject): string[] {
  const { schema } = definition;
  const required = isObject(schema) ? schema.required : null;
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

function entriesOf(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : [];
}
