import { isObject, type Json, type JsonObject, valueAt } from '../json.ts';

/** A kind of entity, as Port's API has it; only what lint asks of it. */
export type Blueprint = {
  identifier: string;
  /** Property → its schema, such as `{ type: 'string', format: 'timer' }`. */
  properties: ReadonlyMap<string, JsonObject>;
  /** Relation → its schema, such as `{ target: 'team', required: true, many: false }`. */
  relations: ReadonlyMap<string, JsonObject>;
  /** Properties that mirror one of a related entity. */
  mirrors: ReadonlySet<string>;
  /** Property → the jq that calculates it. */
  calculations: ReadonlyMap<string, string>;
  aggregations: ReadonlySet<string>;
};

/** Reads a blueprint (Port's JSON: `schema.properties`, `relations`, `mirrorProperties` …); null for anything else. */
export function readBlueprint(value: Json): Blueprint | null {
  const identifier = valueAt(value, 'identifier');
  const properties = valueAt(value, 'schema', 'properties');
  if (typeof identifier !== 'string' || !isObject(properties)) return null;
  const calculations = entries(valueAt(value, 'calculationProperties'));
  return {
    identifier,
    properties: new Map(entries(properties)),
    relations: new Map(entries(valueAt(value, 'relations'))),
    mirrors: new Set(entries(valueAt(value, 'mirrorProperties')).map(([name]) => name)),
    calculations: new Map(calculations.map(([name, { calculation }]) => [name, String(calculation ?? '')])),
    aggregations: new Set(entries(valueAt(value, 'aggregationProperties')).map(([name]) => name)),
  };
}

/** Every name that `properties` of an entity of the blueprint may hold. */
export function propertyNames(blueprint: Blueprint): string[] {
  const { properties, mirrors, calculations, aggregations } = blueprint;
  return [...properties.keys(), ...mirrors, ...calculations.keys(), ...aggregations];
}

function entries(value: Json | undefined): [string, JsonObject][] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]): [string, JsonObject][] =>
    isObject(member) ? [[name, member]] : [],
  );
}
