import { isObject, type Json, type JsonObject, valueAt } from '../json.ts';

/** A kind of entity, as in Port's API; only the parts that lint needs. */
export type Blueprint = {
  identifier: string;
  /** The schemas of the properties, by name, such as `{ type: 'string', format: 'timer' }`. */
  properties: ReadonlyMap<string, JsonObject>;
  /** The schemas of the relations, by name, such as `{ target: 'team', required: true, many: false }`. */
  relations: ReadonlyMap<string, JsonObject>;
  /** The names of the properties that an entity must have. */
  required: ReadonlySet<string>;
  /** Properties that mirror a property of a related entity, and the paths to it, such as `team.$title`. */
  mirrors: ReadonlyMap<string, string>;
  /** The jq expressions of calculated properties, by name. */
  calculations: ReadonlyMap<string, string>;
  /** The schemas of what calculated properties become, by name, such as `{ type: 'number' }`. */
  calculated: ReadonlyMap<string, JsonObject>;
  aggregations: ReadonlySet<string>;
};

/** Reads a blueprint in the format of Port's API; null for anything else. */
export function readBlueprint(value: Json): Blueprint | null {
  const identifier = valueAt(value, 'identifier');
  const properties = valueAt(value, 'schema', 'properties');
  if (typeof identifier !== 'string' || !isObject(properties)) return null;
  const required = valueAt(value, 'schema', 'required');
  const calculations = entries(valueAt(value, 'calculationProperties'));
  return {
    identifier,
    properties: new Map(entries(properties)),
    relations: new Map(entries(valueAt(value, 'relations'))),
    required: new Set(Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []),
    mirrors: new Map(entries(valueAt(value, 'mirrorProperties')).map(([name, { path }]) => [name, String(path ?? '')])),
    calculations: new Map(calculations.map(([name, { calculation }]) => [name, String(calculation ?? '')])),
    calculated: new Map(calculations),
    aggregations: new Set(entries(valueAt(value, 'aggregationProperties')).map(([name]) => name)),
  };
}

/** Every property name that an entity of the blueprint may have. */
export function propertyNames(blueprint: Blueprint): string[] {
  const { properties, mirrors, calculations, aggregations } = blueprint;
  return [...properties.keys(), ...mirrors.keys(), ...calculations.keys(), ...aggregations];
}

function entries(value: Json | undefined): [string, JsonObject][] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]): [string, JsonObject][] =>
    isObject(member) ? [[name, member]] : [],
  );
}
