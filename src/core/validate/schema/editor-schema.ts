import type { BackendSpec } from '../../definition/backend-spec.ts';
import { triggerTypes } from '../../definition/trigger-types.ts';
import type { JsonSchema } from '../../json.ts';
import { eventSchema, frameSchema } from './parts.ts';

/** What a schema needs to know of a backend. */
type Described = Pick<BackendSpec, 'type' | 'schema' | 'aliases'>;

/**
 * Builds the JSON Schema (draft 2020-12) of a definition file, for editors and other tools: one automation or an array
 * of them, closed as in Port's API. The types select the sub-schemas by `if`/`then`, so that an editor completes only
 * the fields of the chosen type.
 */
export function automationSchema(backends: readonly Described[]): JsonSchema {
  const automation = singleAutomationSchema(backends);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Automations',
    anyOf: [{ $ref: '#/$defs/automation' }, { type: 'array', items: { $ref: '#/$defs/automation' } }],
    $defs: { automation: withSchemaField(automation) },
  };
}

/** Builds the same schema for exactly one automation. */
export function singleAutomationSchema(backends: readonly Described[]): JsonSchema {
  const events = Object.entries(triggerTypes).map(([type, spec]) => ({ type, schema: eventSchema(type, spec) }));
  const methods = backends.flatMap((backend) => [
    { type: backend.type, schema: backend.schema },
    ...(backend.aliases ?? []).map((alias) => ({ type: alias, schema: underAlias(backend, alias) })),
  ]);
  return frameSchema({
    event: chosenByType(events),
    invocationMethod: chosenByType(methods),
  });
}

function chosenByType(choices: readonly { type: string; schema: JsonSchema }[]): JsonSchema {
  return {
    type: 'object',
    properties: { type: { enum: choices.map((choice) => choice.type) } },
    required: ['type'],
    allOf: choices.map(({ type, schema }) => ({
      if: { properties: { type: { const: type } }, required: ['type'] },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's keyword; nobody awaits this object.
      then: schema,
    })),
  };
}

function underAlias(backend: Described, alias: string): JsonSchema {
  const properties = backend.schema.properties as JsonSchema | undefined;
  return { ...backend.schema, deprecated: true, properties: { ...properties, type: { const: alias } } };
}

/** Allows `$schema`, which refers to this schema and is dropped when a file is read. */
function withSchemaField(automation: JsonSchema): JsonSchema {
  const properties = automation.properties as JsonSchema;
  return { ...automation, properties: { $schema: { type: 'string' }, ...properties } };
}
