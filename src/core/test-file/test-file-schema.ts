import type { TriggerType } from '../automation.ts';
import { entityFields } from '../event/fields.ts';
import type { JsonSchema } from '../json.ts';

/** The event types of the short form: the triggers that stand for a single kind of event. */
export type ShortType = Exclude<TriggerType, 'ANY_ENTITY_CHANGE' | 'ANY_RUN_CHANGE'>;

const identifier = { type: 'string', minLength: 1 };

const entity = (description: string): JsonSchema => ({
  type: 'object',
  description: `${description} Omitted fields are empty.`,
  properties: entityFields,
  additionalProperties: false,
});

// The content of a run depends on its action, so its schema is open.
const run = (description: string): JsonSchema => ({ type: 'object', description });

const before = 'The state before the change.';
const after = 'The state after the change.';

/** The fields of each short form besides `type`. */
const sides: Record<ShortType, { of: 'entity' | 'run'; required: readonly ('before' | 'after' | 'property')[] }> = {
  ENTITY_CREATED: { of: 'entity', required: ['after'] },
  ENTITY_UPDATED: { of: 'entity', required: ['before', 'after'] },
  ENTITY_DELETED: { of: 'entity', required: ['before'] },
  TIMER_PROPERTY_EXPIRED: { of: 'entity', required: ['property', 'after'] },
  RUN_CREATED: { of: 'run', required: ['after'] },
  RUN_UPDATED: { of: 'run', required: ['before', 'after'] },
};

/** The schemas of the short forms, by type. */
export const shortEventSchemas: Readonly<Record<ShortType, JsonSchema>> = Object.fromEntries(
  Object.entries(sides).map(([type, { of, required }]) => [type, shortSchema(type, of, required)]),
) as Record<ShortType, JsonSchema>;

function shortSchema(type: string, of: 'entity' | 'run', required: readonly string[]): JsonSchema {
  const snapshot = of === 'entity' ? entity : run;
  const known: Record<string, JsonSchema> = {
    before: snapshot(before),
    after: snapshot(after),
    property: { ...identifier, description: 'The timer property that expired.' },
  };
  const own =
    of === 'entity'
      ? {
          blueprint: { ...identifier, description: 'The blueprint of the entity.' },
          entity: { ...identifier, description: 'The identifier of the entity; `entity` if it does not matter.' },
        }
      : { action: { ...identifier, description: 'The action or automation that ran.' } };
  return {
    type: 'object',
    properties: {
      type: { const: type, description: 'What happened.' },
      ...own,
      ...Object.fromEntries(required.map((field) => [field, known[field]])),
      by: { type: 'object', description: 'Who caused it; available to templates as `.trigger.by`.' },
      at: { type: 'string', description: 'When it happened, in ISO 8601.' },
      origin: {
        type: 'string',
        description: 'The origin of the change, such as `UI` or `AUTOMATION`; `API` if omitted.',
      },
    },
    required: ['type', of === 'entity' ? 'blueprint' : 'action', ...required],
    additionalProperties: false,
  };
}

const secrets = {
  type: 'object',
  description: 'The values of secrets, by name; null means not set. Other secrets render as `[secret NAME]`.',
  additionalProperties: { type: ['string', 'null'] },
};

const automation = { ...identifier, description: 'The identifier of the automation under test.' };

/** The schema of one test; `event` is the schema of its event. */
const testSchema = (event: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, description: 'What the test shows, in a few words.' },
    automation,
    event,
    expect: {
      enum: ['match', 'no-match', 'error'],
      description: 'What the automation does with the event; `match` when omitted.',
    },
    request: {
      type: 'object',
      description: 'What the rendered invocation method must contain; anything not listed here is ignored.',
    },
    secrets,
  },
  required: ['name', 'event'],
  additionalProperties: false,
});

/** The schema of a test file; `event` is the schema of its events. */
export function testFileSchema(event: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: {
      automation,
      secrets,
      tests: { type: 'array', items: testSchema(event), description: 'The tests, with one event each.' },
    },
    required: ['tests'],
    additionalProperties: false,
  };
}

/**
 * The schema of a test file whose events are still unchecked: each event is checked, by its type, when its test is
 * read.
 */
export const writtenTestsSchema = testFileSchema({ type: 'object', description: 'The event.' });
