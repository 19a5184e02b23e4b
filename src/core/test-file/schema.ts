import type { TriggerType } from '../automation.ts';
import { entityFields } from '../event/fields.ts';
import type { JsonSchema } from '../json.ts';

/** The types of the short form of an event: what can happen, so without the triggers that stand for several of them. */
export type ShortType = Exclude<TriggerType, 'ANY_ENTITY_CHANGE' | 'ANY_RUN_CHANGE'>;

const identifier = { type: 'string', minLength: 1 };

const entity = (description: string): JsonSchema => ({
  type: 'object',
  description: `${description} What is left out is empty.`,
  properties: entityFields,
  additionalProperties: false,
});

// Runs hold what their action makes of them, so their form is open.
const run = (description: string): JsonSchema => ({ type: 'object', description });

const before = 'The state before the change.';
const after = 'The state after the change.';

/** What stands beside `type` in each short form: required, and as it may be. */
const sides: Record<ShortType, { of: 'entity' | 'run'; required: readonly ('before' | 'after' | 'property')[] }> = {
  ENTITY_CREATED: { of: 'entity', required: ['after'] },
  ENTITY_UPDATED: { of: 'entity', required: ['before', 'after'] },
  ENTITY_DELETED: { of: 'entity', required: ['before'] },
  TIMER_PROPERTY_EXPIRED: { of: 'entity', required: ['property', 'after'] },
  RUN_CREATED: { of: 'run', required: ['after'] },
  RUN_UPDATED: { of: 'run', required: ['before', 'after'] },
};

/** The schema of each short form, by its type. */
export const shortEventSchemas: Readonly<Record<ShortType, JsonSchema>> = Object.fromEntries(
  Object.entries(sides).map(([type, { of, required }]) => [type, shortSchema(type, of, required)]),
) as Record<ShortType, JsonSchema>;

function shortSchema(type: string, of: 'entity' | 'run', required: readonly string[]): JsonSchema {
  const snapshot = of === 'entity' ? entity : run;
  const known: Record<string, JsonSchema> = {
    before: snapshot(before),
    after: snapshot(after),
    property: { ...identifier, description: 'The timer property whose time has come.' },
  };
  const own =
    of === 'entity'
      ? {
          blueprint: { ...identifier, description: 'The blueprint of the entity.' },
          entity: { ...identifier, description: 'The identifier of the entity; `entity` when it does not matter.' },
        }
      : { action: { ...identifier, description: 'The action or automation that ran.' } };
  return {
    type: 'object',
    properties: {
      type: { const: type, description: 'What happened.' },
      ...own,
      ...Object.fromEntries(required.map((field) => [field, known[field]])),
      by: { type: 'object', description: 'Who caused it; templates find it as `.trigger.by`.' },
      at: { type: 'string', description: 'When, in ISO 8601.' },
    },
    required: ['type', of === 'entity' ? 'blueprint' : 'action', ...required],
    additionalProperties: false,
  };
}

const secrets = {
  type: 'object',
  description: 'Secret → its value in this test, or null for one that is not set. Others render as `[secret NAME]`.',
  additionalProperties: { type: ['string', 'null'] },
};

const automation = { ...identifier, description: 'The identifier of the automation that is tested.' };

/** The schema of one test, with `event` checked by `events`. */
const testSchema = (event: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, description: 'What the test shows, in a few words.' },
    automation,
    event,
    expect: {
      enum: ['match', 'no-match', 'error'],
      description: 'What the automation does with the event; `match` when this is left out.',
    },
    request: {
      type: 'object',
      description: 'What the rendered invocation method must hold; what is not named here may be anything.',
    },
    secrets,
  },
  required: ['name', 'event'],
  additionalProperties: false,
});

/** A test file around its events. */
export function testFileSchema(event: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: {
      automation,
      secrets,
      tests: { type: 'array', items: testSchema(event), description: 'The tests, one event each.' },
    },
    required: ['tests'],
    additionalProperties: false,
  };
}

/** The same as far as it is checked at once; each event is, by its type, when its test is read. */
export const writtenTestsSchema = testFileSchema({ type: 'object', description: 'The event.' });
