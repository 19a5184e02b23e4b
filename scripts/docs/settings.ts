import { isObject, type JsonSchema } from '../../src/core/json.ts';
import { sections } from '../../src/core/settings/settings-schema.ts';
import { table } from './table.ts';

/** Every field of `.catalog-automations.yml`, section by section. */
export function settingsTable(): string {
  return table(
    ['Field', 'Meaning'],
    Object.entries(sections).flatMap(([section, { schema }]) => {
      const { properties, items, additionalProperties }: JsonSchema = schema;
      const named = isObject(additionalProperties) ? (additionalProperties as JsonSchema) : undefined;
      const fields = (properties ?? (named ?? (items as JsonSchema)).properties) as Record<string, JsonSchema>;
      const required = ((items as JsonSchema | undefined)?.required ?? []) as string[];
      const rows = Object.entries(fields).map(([name, field]) => [
        `\`${section}${items ? '[]' : named ? '.IDENTIFIER' : ''}.${name}\``,
        `${field.description}${required.includes(name) ? ' Required.' : ''}${values(field)}`,
      ]);
      return [[`\`${section}\``, String(schema.description)], ...rows];
    }),
  );
}

function values(field: JsonSchema): string {
  return Array.isArray(field.enum) ? ` One of ${field.enum.map((value) => `\`${value}\``).join(', ')}.` : '';
}
