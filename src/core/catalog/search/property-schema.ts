import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { Blueprint } from '../blueprint.ts';
import { timeOf } from './date-range.ts';

/**
 * Finds the properties of an entity that have a given schema, such as `{type: "string", format: "url"}` (Port's
 * `propertySchema`).
 */
export function propertiesOfSchema(entity: JsonObject, wanted: JsonObject, blueprint: Blueprint | undefined): string[] {
  const properties = isObject(entity.properties) ? entity.properties : {};
  return Object.entries(properties).flatMap(([name, value]) => {
    const declared = blueprint?.properties.get(name);
    return (declared === undefined ? hasKind(value, wanted) : isKind(declared, wanted)) ? [name] : [];
  });
}

/** Whether a property declared in its blueprint has the wanted schema. */
function isKind(declared: JsonObject, wanted: JsonObject): boolean {
  if (declared.type !== wanted.type) return false;
  if (wanted.format !== undefined && declared.format !== wanted.format) return false;
  if (!isObject(wanted.items)) return true;
  return isObject(declared.items) && isKind(declared.items, wanted.items);
}

/** Whether the value of an undeclared property fits the wanted schema. */
function hasKind(value: Json, wanted: JsonObject): boolean {
  if (typeName(value) !== wanted.type) return false;
  if (wanted.format !== undefined && !hasFormat(String(value), wanted.format)) return false;
  const { items } = wanted;
  return !isObject(items) || (Array.isArray(value) && value.every((item) => hasKind(item, items)));
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function hasFormat(text: string, format: Json): boolean {
  if (format === 'date-time' || format === 'timer') return timeOf(text) !== null;
  if (format === 'url') return /^https?:\/\//i.test(text);
  return format === 'email' && /^[^\s@]+@[^\s@]+$/.test(text);
}
