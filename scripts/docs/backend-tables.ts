import { stringify } from 'yaml';
import type { Backend } from '../../src/backends/backend.ts';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import { table } from './table.ts';

/** What the page of a backend shows of its schema: title, an example, and every field with its description. */
export function backendTable({ title, schema, example }: Backend): string {
  const required = new Set(schema.required as string[]);
  const rows = Object.entries(schema.properties as Record<string, JsonObject>)
    .filter(([field]) => field !== 'type')
    .map(([field, { description = '' }]) => [
      required.has(field) ? `**\`${field}\`**` : `\`${field}\``,
      String(description),
    ]);
  const yaml = stringify({ invocationMethod: isObject(example) ? example : {} }, { lineWidth: 100 }).trimEnd();
  return `${title}\n\n\`\`\`yaml\n${yaml}\n\`\`\`\n\n${table(['Field', 'Meaning'], rows)}`;
}
