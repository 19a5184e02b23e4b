import type { TriggerSpec } from '../../definition/trigger-types.ts';
import { identifierLength, identifierPattern } from '../../identifiers.ts';
import type { JsonSchema } from '../../json.ts';

/** The schema of `trigger.event` for one type. */
export function eventSchema(type: string, { when, fields }: TriggerSpec): JsonSchema {
  return {
    type: 'object',
    description: `Fires when ${when}.`,
    properties: { type: { const: type, description: `Fires when ${when}.` }, ...fields },
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

const text = (description: string): JsonSchema => ({ type: 'string', description });

/** Who would hear of a request for approval; Port's API takes it from automations, which never ask. */
const approvalNotificationSchema: JsonSchema = {
  type: 'object',
  description: 'Accepted as in self-service actions; without effect, because automations ask for no approval.',
  properties: {
    type: { enum: ['webhook', 'email'], description: 'How the request is sent.' },
    url: { type: 'string', description: 'Address of the webhook.' },
    format: { enum: ['json', 'slack'], description: 'Form of the request to the webhook.' },
  },
  required: ['type'],
  additionalProperties: false,
  if: { properties: { type: { const: 'webhook' } } },
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's keyword; nobody awaits this object.
  then: { required: ['url'] },
  else: { properties: { url: false, format: false } },
};

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
        const: false,
        description: 'Only false: automations run without approval.',
      },
      approvalNotification: approvalNotificationSchema,
      publish: { type: 'boolean', description: 'Whether the automation is active; omitted means it is.' },
      allowAnyoneToViewRuns: { type: 'boolean', description: 'Whether everybody may see its runs; omitted means yes.' },
    },
    required: ['identifier', 'trigger', 'invocationMethod'],
    additionalProperties: false,
  };
}

/** Fields that the server writes and an export holds; the API refuses them in a definition. */
export const readOnlyFields: readonly string[] = ['id', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'];
