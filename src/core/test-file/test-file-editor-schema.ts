import type { JsonSchema } from '../json.ts';
import { shortEventSchemas, testFileSchema } from './test-file-schema.ts';

/**
 * Builds the JSON Schema (draft 2020-12) of `*.test.yml` for editors, with both forms of events, selected by `type`.
 */
export function testFileEditorSchema(): JsonSchema {
  const short = Object.entries(shortEventSchemas).map(([type, schema]) => ({
    if: { properties: { type: { const: type } }, required: ['type'] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's keyword; nobody awaits this object.
    then: schema,
  }));
  const event = {
    type: 'object',
    description:
      'The event: in the short form with a `type`, or in full as the catalog sends it, with a `resourceType`.',
    properties: {
      type: { enum: Object.keys(shortEventSchemas), description: 'What happened, in the short form.' },
      resourceType: { enum: ['entity', 'run'], description: 'What it happened to, in the full form.' },
    },
    anyOf: [{ required: ['type'] }, { required: ['resourceType', 'action', 'context', 'diff'] }],
    allOf: short,
  };
  const { properties, ...rest } = testFileSchema(event);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Tests of automations',
    ...rest,
    properties: { $schema: { type: 'string' }, ...(properties as JsonSchema) },
  };
}
