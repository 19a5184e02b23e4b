import type { Blueprint } from '../catalog/blueprint.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import {
  anyBoolean,
  anyList,
  anyNumber,
  anyObject,
  anyText,
  anything,
  listOf,
  nothing,
  nullType,
  numberOf,
  objectOf,
  orNull,
  type Type,
  textOf,
  union,
} from './type.ts';

/** Blueprints by identifier. */
export type BlueprintsById = ReadonlyMap<string, Blueprint>;

/** The values of an entity's properties, by its blueprint; an unknown property is null. */
export function propertiesType(blueprint: Blueprint, blueprints: BlueprintsById): Type {
  const known = new Map<string, Type>();
  for (const [name, schema] of blueprint.properties) {
    const type = schemaType(schema);
    known.set(name, blueprint.required.has(name) ? type : orNull(type));
  }
  for (const [name, path] of blueprint.mirrors) known.set(name, orNull(mirrored(blueprint, path, blueprints)));
  for (const [name, schema] of blueprint.calculated) known.set(name, orNull(plainType(schema.type)));
  for (const name of blueprint.aggregations) known.set(name, orNull(anyNumber));
  return objectOf(known);
}

/** The identifiers of related entities, by relation; an unknown relation is null. */
export function relationsType({ relations }: Blueprint): Type {
  const known = new Map<string, Type>();
  for (const [name, { many, required }] of relations) {
    const type = many === true ? listOf(anyText) : anyText;
    known.set(name, required === true ? type : orNull(type));
  }
  return objectOf(known);
}

/** The values that a schema of a blueprint allows, as far as its plain parts say it. */
export function schemaType(schema: JsonObject): Type {
  const { type, items, properties, format } = schema;
  const values = schema.enum;
  if (Array.isArray(values) && values.length > 0) return values.map(valueType).reduce(union, nothing);
  if (type === 'array' && isObject(items)) return listOf(schemaType(items));
  if (type === 'object' && isObject(properties)) {
    const known = Object.entries(properties).map(([name, member]): [string, Type] => {
      return [name, orNull(isObject(member) ? schemaType(member) : anything)];
    });
    return objectOf(new Map(known), schema.additionalProperties === false ? nullType : anything);
  }
  const plain = plainType(type);
  return typeof format === 'string' && plain === anyText ? { ...anyText, format } : plain;
}

/** The type of one value. */
export function valueType(value: Json): Type {
  if (value === null) return nullType;
  if (typeof value === 'string') return textOf([value]);
  if (typeof value === 'number') return numberOf([value]);
  if (typeof value === 'boolean') return { ...nothing, booleans: [value] };
  return Array.isArray(value) ? listOf(value.map(valueType).reduce(union, nothing)) : anyObject;
}

function plainType(type: Json | undefined): Type {
  switch (type) {
    case 'string':
      return anyText;
    case 'number':
    case 'integer':
      return anyNumber;
    case 'boolean':
      return anyBoolean;
    case 'array':
      return anyList;
    case 'object':
      return anyObject;
    default:
      return anything;
  }
}

/** The type of the property at the end of a mirror's path, such as `service.team.$title`. */
function mirrored(blueprint: Blueprint, path: string, blueprints: BlueprintsById): Type {
  const steps = path.split('.');
  const name = steps.pop() ?? '';
  let at: Blueprint | undefined = blueprint;
  for (const step of steps) {
    const relation: JsonObject | undefined = at?.relations.get(step);
    // Through a relation to many, a mirror becomes a list.
    if (!relation || relation.many === true || typeof relation.target !== 'string') return anything;
    at = blueprints.get(relation.target);
  }
  if (name === '$title' || name === '$identifier') return anyText;
  const schema = at?.properties.get(name);
  return schema ? schemaType(schema) : anything;
}
