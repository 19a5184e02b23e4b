import type { TriggerType } from '../automation.ts';
import { identifierLength, identifierPattern } from '../identifiers.ts';
import type { JsonSchema } from '../json.ts';

const blueprintIdentifier = {
  type: 'string',
  minLength: 1,
  description: 'The blueprint whose entities the trigger listens to.',
};

const actionIdentifier = {
  type: 'string',
  minLength: 1,
  description: 'The self-service action or automation whose runs the trigger listens to.',
};

/** One trigger of entities or runs: its title, and the fields it needs beside `type`. */
type TriggerSpec = { title: string; fields: Record<string, JsonSchema> };

/** The eight events an automation can be triggered by, with the fields each of them needs and no others. */
export const triggerSpecs: Readonly<Record<TriggerType, TriggerSpec>> = {
  ENTITY_CREATED: { title: 'an entity was created', fields: { blueprintIdentifier } },
  ENTITY_UPDATED: { title: 'an entity was updated', fields: { blueprintIdentifier } },
  ENTITY_DELETED: { title: 'an entity was deleted', fields: { blueprintIdentifier } },
  ANY_ENTITY_CHANGE: { title: 'an entity was created, updated or deleted', fields: { blueprintIdentifier } },
  TIMER_PROPERTY_EXPIRED: {
    title: 'the time of a timer property has come',
    fields: {
      blueprintIdentifier,
      propertyIdentifier: { type: 'string', minLength: 1, description: 'The timer property of the blueprint.' },
    },
  },
  RUN_CREATED: { title: 'a run was created', fields: { actionIdentifier } },
  RUN_UPDATED: { title: 'a run was updated, approved or declined', fields: { actionIdentifier } },
  ANY_RUN_CHANGE: { title: 'a run was created or updated', fields: { actionIdentifier } },
};

/** The schema of `trigger.event` for one type. */
export function eventSchema(type: string, { title, fields }: TriggerSpec): JsonSchema {
  return {
    type: 'object',
    description: `Fires when ${title}.`,
    properties: { type: { const: type, description: `Fires when ${title}.` }, ...fields },
    required: ['type', ...Object.keys(fields)],
    additionalProperties: false,
  };
}

/** The schema of `trigger.condition`. */
export const conditionSchema: JsonSchema = {
  type: 'object',
  description: 'Lets only those events pass for which its jq expressions hold; the event is their input.',
  properties: {
    type: { enum: ['JQ'], description: 'The language of the expressions.' },
    expressions: {
      type: 'array',
      items: { type: 'string' },
      description: 'jq expressions over the event, such as `.diff.after.properties.status == "open"`.',
    },
    combinator: {
      enum: ['and', 'or'],
      description: 'Whether all expressions must hold (`and`, the default) or one of them (`or`).',
    },
  },
  required: ['type', 'expressions'],
  additionalProperties: false,
};

const text = (description: string): JsonSchema => ({ type: ['string', 'null'], description });

/** An automation's schema around the two parts that its types choose. */
export function frameSchema(parts: { event: JsonSchema; invocationMethod: JsonSchema }): JsonSchema {
  return {
    type: 'object',
    properties: {
      identifier: {
        type: 'string',
        minLength: 1,
        maxLength: identifierLength,
        pattern: identifierPattern,
        patternErrorMessage: 'may hold letters, digits and @ _ . + : = - only',
        description: 'The name of the automation, unique in the catalog.',
      },
      title: text('The name that people see.'),
      icon: text('The name of the icon that people see.'),
      description: text('What the automation is for.'),
      trigger: {
        type: 'object',
        description: 'When the automation fires.',
        properties: { type: { enum: ['automation'] }, event: parts.event, condition: conditionSchema },
        required: ['type', 'event'],
        additionalProperties: false,
      },
      invocationMethod: parts.invocationMethod,
      requiredApproval: {
        description: 'Accepted as in self-service actions; automations run without approval.',
        oneOf: [
          { type: 'boolean' },
          {
            type: 'object',
            properties: { type: { enum: ['ANY', 'ALL'] } },
            required: ['type'],
            additionalProperties: false,
          },
        ],
      },
      approvalNotification: { type: 'object', description: 'Accepted as in self-service actions; without effect.' },
      publish: { type: 'boolean', description: 'Whether the automation is active; omitted means it is.' },
      allowAnyoneToViewRuns: { type: 'boolean', description: 'Whether everybody may see its runs; omitted means yes.' },
    },
    required: ['identifier', 'trigger', 'invocationMethod'],
    additionalProperties: false,
  };
}

/** Fields that the server writes and an export holds; the API refuses them in a definition. */
export const readOnlyFields: readonly string[] = ['id', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'];
