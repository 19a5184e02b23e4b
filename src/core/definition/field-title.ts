import { isObject, type JsonObject, type JsonSchema } from '../json.ts';

/** Words that a form spells differently from the field's name. */
const words: Readonly<Record<string, string>> = {
  org: 'organization',
  repo: 'repository',
  url: 'URL',
  ref: 'branch or tag',
  id: 'ID',
  synchronized: 'wait for the result',
};

/** A field's name as a form shows it: `workflowInputs` is "Workflow inputs", `repo` is "Repository". */
export function fieldTitle(name: string): string {
  const text = name
    .split(/(?=[A-Z])|[_-]/)
    .map((word) => words[word.toLowerCase()] ?? word.toLowerCase())
    .join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The schema with a `title` for each property, at every depth; titles that are there stay. */
export function withFieldTitles(schema: JsonSchema): JsonSchema {
  if (!isObject(schema.properties)) return schema;
  const properties: JsonObject = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    properties[name] = isObject(property) ? { title: fieldTitle(name), ...withFieldTitles(property) } : property;
  }
  return { ...schema, properties };
}
