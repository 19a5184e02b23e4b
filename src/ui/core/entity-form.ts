import { isObject, type Json, type JsonObject, type JsonSchema } from '../../core/json.ts';
import { objectAt } from './json-at.ts';

const written = ['identifier', 'title', 'icon', 'team', 'properties', 'relations'];

/** The writable part of an entity, without the fields that the service sets itself. */
export function inputOf(entity: JsonObject): JsonObject {
  return Object.fromEntries(written.flatMap((name) => (name in entity ? [[name, entity[name] ?? null]] : [])));
}

/** The initial content of a new entity. */
export const newEntity: JsonObject = { identifier: '', title: '', properties: {}, relations: {} };

/**
 * The schema of an entity's properties for a form: the blueprint's, and for what it does not declare, the types that the
 * entity's values have now.
 */
export function propertiesSchema(blueprint: Json | undefined, properties: JsonObject): JsonSchema {
  const declared = objectAt(blueprint, ['schema', 'properties']);
  const known = Object.entries(declared).map(([name, schema]) => [name, titled(name, isObject(schema) ? schema : {})]);
  const others = Object.entries(properties)
    .filter(([name]) => !Object.hasOwn(declared, name))
    .map(([name, value]) => [name, titled(name, { type: typeOf(value) })]);
  const required = objectAt(blueprint, ['schema']).required ?? [];
  return { type: 'object', required, properties: Object.fromEntries([...known, ...others]) };
}

/** The schema of an entity's relations for a form: identifiers, as a list where there may be several. */
export function relationsSchema(blueprint: Json | undefined): JsonSchema {
  const relations = Object.entries(objectAt(blueprint, ['relations'])).map(([name, relation]) => {
    const { target = '', many = false, ...rest } = isObject(relation) ? relation : {};
    const kind = many === true ? 'Identifiers' : 'Identifier';
    const { title } = titled(name, rest);
    return [name, { title, type: many === true ? 'array' : 'string', description: `${kind} of ${target}` }];
  });
  return { type: 'object', properties: Object.fromEntries(relations) };
}

function titled(name: string, schema: JsonObject): JsonSchema {
  return { ...schema, title: typeof schema.title === 'string' && schema.title !== '' ? schema.title : name };
}

function typeOf(value: Json): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'string' : typeof value;
}

/** A value in one line of text. */
export function valueText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
